"""Addresses in the one form in which they are compared and written to."""

import phonenumbers
from email_validator import EmailNotValidError, validate_email


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
    """E.164 (+628123456789) of a number in international form, None for anything else."""
    if not raw or not raw.isascii() or len(raw) > 40:
        return None
    try:
        number = phonenumbers.parse(raw, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
