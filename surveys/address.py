"""Addresses in the one form in which they are compared and written to."""

import re

import phonenumbers
from email_validator import EmailNotValidError, validate_email

_NOT_DIALLED = re.compile(r"[^+0-9]")
# The ways in which one number is written, by country.
_WAYS = (
    (re.compile(r"\+521?(\d{10})"), ("+52{}", "+521{}")),
    (re.compile(r"\+549?(\d{10})"), ("+54{}", "+549{}")),
    (re.compile(r"\+55(\d\d)9?([6-9]\d{7})"), ("+55{}9{}", "+55{}{}")),
)


def email(raw: str | None) -> str | None:
    """One addr-spec in lower case, None for anything else (two addresses, line breaks, no @)."""
    if not raw or len(raw) > 254:
        return None
    try:
        found = validate_email(raw.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return None
    return (found.ascii_email or found.normalized).lower()


def phone(raw: str | None) -> str | None:
    """E.164 (+628123456789) of a number in international form, None for anything else. What is in
    a form that was given up comes back in that of today."""
    if not raw or not raw.isascii() or len(raw) > 40:
        return None
    written = (raw, *same_number(_NOT_DIALLED.sub("", raw))[1:])
    return next(filter(None, map(_e164, written)), None)


def _e164(raw: str) -> str | None:
    try:
        number = phonenumbers.parse(raw, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def one_number(number: str) -> str:
    """The same for every way to write it."""
    return min(same_number(number))


def same_number(number: str) -> tuple[str, ...]:
    """`number` itself, then the other ways to write it.

    WhatsApp keeps the form in which somebody registered: in Mexico with the 1 that was given up in
    2019, in Argentina with the 9 of mobile numbers, in Brazil often without the ninth digit that
    mobile numbers got until 2016 (eight digits from 6 on; lower ones are landlines). Sources:
    Green API, "messages from different countries"; chatwoot/chatwoot, pull requests 11173, 12492.
    """
    for pattern, ways in _WAYS if number.startswith("+") else ():
        if found := pattern.fullmatch(number):
            return tuple(dict.fromkeys((number, *(way.format(*found.groups()) for way in ways))))
    return (number,)
