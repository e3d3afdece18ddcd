"""The ledger of scores: +1 for each score that begins to count, -1 for each that ceases to."""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.instant import hour_of


def entry(
    response_id: int,
    survey_id: int,
    answered_at: int,
    score: int,
    delta: int,
    at: int,
    previous: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """One row. It counts in the hour of the answer, whenever it is written; `previous` keeps what
    an edit replaced."""
    return {
        "response_id": response_id,
        "survey_id": survey_id,
        "hour": hour_of(answered_at),
        "score": score,
        "delta": delta,
        "at": at,
        "previous": previous,
        "folded": False,
    }


def standing(entries: Sequence[Mapping[str, Any]]) -> int | None:
    """The score that counts after these entries of one response, None when none does."""
    score: int | None = None
    for one in entries:
        score = int(one["score"]) if int(one["delta"]) > 0 else None
    return score
