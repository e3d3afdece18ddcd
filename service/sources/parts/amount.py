"""Amounts of money as text in major units ("19.90"): exact, and never a float."""

import re
from decimal import Decimal

from pydantic import JsonValue

Money = dict[str, JsonValue]

_CURRENCY = re.compile("[A-Z]{3}")
_AMOUNT = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)


def major(amount: object, currency: object) -> Money:
    """Properties of an amount that is written in major units already.

    What cannot be read for certain ("12,50", -1, 10^30, XXXX) is None, and named in `warnings`.
    """
    return _properties(_written(amount), _code(currency))


def minor(amount: object, currency: object, places: int) -> Money:
    """The same of a whole number in the currency's smallest unit, `places` digits smaller."""
    code = _code(currency)
    if not isinstance(amount, int) or isinstance(amount, bool) or not 0 <= amount < 10**15:
        return _properties(None, code)
    return _properties(format(Decimal(amount).scaleb(-places), "f"), code)


def _written(amount: object) -> str | None:
    if isinstance(amount, int | Decimal) and not isinstance(amount, bool):
        amount = format(Decimal(amount), "f")
    return amount if isinstance(amount, str) and _AMOUNT.fullmatch(amount) else None


def _code(currency: object) -> str | None:
    found = currency.upper() if isinstance(currency, str) else ""
    return found if _CURRENCY.fullmatch(found) else None


def _properties(amount: str | None, currency: str | None) -> Money:
    found: Money = {"amount": amount, "currency": currency}
    unread: list[JsonValue] = [f"{name} cannot be read" for name in found if found[name] is None]
    return found | {"warnings": unread} if unread else found
