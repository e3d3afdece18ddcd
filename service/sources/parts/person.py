"""The customer of an event, out of what senders know of people."""

import re

import phonenumbers

from surveys.event import Customer

MOST_CHARACTERS = {"id": 255, "email": 320, "phone": 40, "locale": 35}
LONGEST_NAME = 200
_LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")


def customer(
    *,
    id: str | None = None,
    email: str | None = None,
    phone: str | None = None,
    country: str | None = None,
    name: str | None = None,
    locale: str | None = None,
) -> Customer:
    """Whoever it is. What cannot be of use (too long, `auto` for a locale) is left out.

    `country` (ISO 3166, two letters) says how to read a number without its country code.
    Ids carry the sender's name ("shopify:42") unless they are the operator's own.
    """
    locale = locale.replace("_", "-") if locale and _LOCALE.fullmatch(locale) else None
    found = {"id": id, "email": email, "phone": international(phone, country), "locale": locale}
    known = {
        field: value
        for field, value in found.items()
        if value and len(value) <= MOST_CHARACTERS[field]
    }
    return Customer.model_validate(known | ({"name": name[:LONGEST_NAME]} if name else {}))


def named(sender: str, id: str | None) -> str | None:
    """An id that cannot be mistaken for that of another system."""
    return f"{sender}:{id}" if somebody(id) else None


def somebody(id: str | None) -> str | None:
    """The id, None for "0": so several senders write nobody."""
    return id if id and id != "0" else None


def full_name(*parts: str | None) -> str | None:
    """First and last name in one, None if there is neither."""
    return " ".join(part for part in parts if part) or None


def international(phone: str | None, country: str | None) -> str | None:
    """+628123456789 for 0812-345-6789 of ID; as it is when that cannot be told for certain."""
    if not phone or not country or phone.startswith("+"):
        return phone
    try:
        number = phonenumbers.parse(phone, country.upper())
    except phonenumbers.NumberParseException:
        return phone
    if not phonenumbers.is_valid_number(number):
        return phone
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
