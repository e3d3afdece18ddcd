"""The ledger of scores: +1 for each score that begins to count, -1 for each that ceases to.

Its times never go back: a change that is committed later has a later time, whatever the clocks of
its writers say. So "everything up to the newest change that I see" names a state for ever.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from surveys.database import Transaction
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


async def append(tx: Transaction, entries: Sequence[dict[str, Any]]) -> None:
    """Write entries; whoever comes after another writer is at least a microsecond later."""
    if not entries:
        return
    await tx.lock(["ledger"])
    newest = await last(tx)
    late = 0 if newest is None else newest
    in_order = sorted((one | {"at": _after(late, one["at"])} for one in entries), key=_at)
    await tx.insert("response_change", in_order)


async def last(tx: Transaction) -> int | None:
    """When the newest change was, in microseconds; None while there is none."""
    rows = await tx.fetch("ledger.last")
    return int(rows[0]["at"]) if rows else None


async def last_id(tx: Transaction) -> int:
    """The newest change; whatever is committed later has a higher one."""
    rows = await tx.fetch("ledger.last")
    return int(rows[0]["id"]) if rows else 0


def _after(newest: int, at: int) -> int:
    return at if at >= newest else newest + 1


def _at(entry: Mapping[str, Any]) -> int:
    return int(entry["at"])


def standing(entries: Sequence[Mapping[str, Any]]) -> int | None:
    """The score that counts after these entries of one response, None when none does."""
    score: int | None = None
    for one in entries:
        score = int(one["score"]) if int(one["delta"]) > 0 else None
    return score
