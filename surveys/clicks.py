"""Clicks as they are kept: read, graded down, and forgotten after a while."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic_core import from_json

from surveys.database import Database, Row, Transaction
from surveys.evidence import Click
from surveys.evidence.grading import client_of, grade
from surveys.evidence.settling import MOST_CLICKS
from surveys.instant import from_micros, to_micros

KEPT = timedelta(days=30)
AT_A_TIME = 1000


async def deeds(
    tx: Transaction, invitation_ids: Collection[int], since: datetime
) -> dict[int, list[Click]]:
    """What was sent, seen or trapped since then, by invitation, in the order in which it came."""
    return _by_invitation(
        await tx.fetch("answering.deeds", sorted(invitation_ids), to_micros(since))
    )


async def first(tx: Transaction, invitation_ids: Collection[int]) -> Mapping[int, list[Click]]:
    """As many as ever settle, and one more, so that it is seen that there are more."""
    rows = await tx.fetch("answering.clicks", sorted(invitation_ids), MOST_CLICKS + 1)
    return _by_invitation(rows)


def _by_invitation(rows: Iterable[Row]) -> dict[int, list[Click]]:
    found: dict[int, list[Click]] = defaultdict(list)
    for row in rows:
        found[int(row["invitation_id"])].append(click_of(row))
    return dict(found)


def click_of(row: Row) -> Click:
    """A stored click."""
    request = request_of(row)
    return Click(
        action=row["action"],
        score=None if row["score"] is None else int(row["score"]),
        grade=int(row["grade"]),
        visit=row["visit"],
        at=from_micros(int(row["at"])),
        reasons=tuple(from_json(row["reasons"] or "[]")),
        client=client_of(request),
        touched=request.get("touched") is True,
        id=int(row["id"]),
    )


def request_of(row: Row) -> dict[str, Any]:
    """What its request carried."""
    request: dict[str, Any] = from_json(row["evidence"])
    return request


async def regraded(
    tx: Transaction, invitation_ids: Collection[int]
) -> Mapping[int, list[tuple[Click, Click]]]:
    """The same clicks as they are kept, and as today's rules grade it. What a form is
    worth depends on those around it and stays, and so does what was graded without reasons."""
    found: dict[int, list[tuple[Click, Click]]] = defaultdict(list)
    ids = sorted(invitation_ids)
    for row in await tx.fetch("answering.clicks", ids, MOST_CLICKS + 1):
        kept = anew = click_of(row)
        if kept.action != "answer" and row["reasons"] is not None:
            worth, reasons = grade(kept.action, request_of(row))
            anew = replace(kept, grade=worth, reasons=reasons)
        found[int(row["invitation_id"])].append((kept, anew))
    return found


async def lower(tx: Transaction, clicks: Iterable[Click]) -> None:
    """Write down grades and reasons that have changed."""
    rows = [{"id": one.id, "grade": one.grade, "reasons": one.reasons} for one in clicks]
    if rows:
        await tx.fetch("clicking.lower", rows)


async def forget(database: Database, now: datetime, limit: int = AT_A_TIME) -> int:
    """Delete up to `limit` clicks that are old enough; how many."""
    before = to_micros(now - KEPT)
    gone = await database.transact(
        lambda tx: tx.fetch("clicking.forget", before, limit), whole=True
    )
    return len(gone)
