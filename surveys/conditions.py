"""What a property of an event must be: `where: {channel: [email, chat]}`."""

from collections.abc import Mapping
from typing import Any

Scalar = str | int | float | bool
Condition = Scalar | list[Scalar]


def unmet(where: Mapping[str, Condition], properties: Mapping[str, Any]) -> str | None:
    """The first property that is not what `where` asks for, None when all are."""
    for name, wanted in where.items():
        if not _matches(wanted, properties.get(name)):
            return name
    return None


def _matches(wanted: Condition, found: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(one, found) for one in wanted)
    return (type(wanted) is type(found) and wanted == found) or _same_number(wanted, found)


def _same_number(wanted: Scalar, found: Any) -> bool:
    numbers = (int, float)
    if isinstance(wanted, bool) or isinstance(found, bool):
        return False
    return isinstance(wanted, numbers) and isinstance(found, numbers) and wanted == found
