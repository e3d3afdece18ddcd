"""Figures as Delighted has them: in whole numbers, under its names."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

GROUPS = {"promoter": range(9, 11), "passive": range(7, 9), "detractor": range(7)}
NET = ("nps", "enps")


def in_whole_numbers(kind: str, total: Mapping[str, Any]) -> dict[str, Any]:
    """Of the total of /v1/scores. What Delighted called the parts of other kinds than NPS is not
    known, so that only score and count are told of them."""
    parts = _parts(total) if kind in NET else {}
    return {kind: whole(total["score"]), **parts, "response_count": total["n"]}


def _parts(total: Mapping[str, Any]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for name, scores in GROUPS.items():
        count = sum(total["counts"][str(score)] for score in scores)
        found[f"{name}_count"] = count
        found[f"{name}_percent"] = whole(100 * Decimal(count) / total["n"]) if total["n"] else None
    return found


def whole(value: float | Decimal | None) -> int | None:
    """To the nearest whole number, halves away from nought."""
    if value is None:
        return None
    return int(Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP))
