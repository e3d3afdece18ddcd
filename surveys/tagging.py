"""Puts tags on responses and takes them off, by hand and by the survey's rules. Nothing is deleted:
a tag that is off keeps when and by whom. What a person has put or taken no rule changes.

Whoever writes tags holds the lock `search`, as whoever reads comments or erases them does.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from pydantic import TypeAdapter

from surveys.database import Database, Row, Transaction
from surveys.errors import NotFound
from surveys.instant import from_micros, to_micros
from surveys.tags import TagRule, tags_for

By = Literal["hand", "rule"]
Pair = tuple[int, str]  # response and tag
_rules = TypeAdapter(tuple[TagRule, ...])


async def follow(tx: Transaction, answers: Sequence[Row]) -> None:
    """Let the rules of the surveys, as they are now, have their say. `answers` have `response_id`,
    `survey_id`, `score`, `comment` and `at`, from when on a tag is there or not."""
    times = {int(one["response_id"]): int(one["at"]) for one in answers}
    rules = await _rules_of(tx, {int(one["survey_id"]) for one in answers})
    wanted = {
        (int(one["response_id"]), tag)
        for one in answers
        for tag in tags_for(rules[int(one["survey_id"])], int(one["score"]), one["comment"] or "")
    }
    held = await _newest(tx, [*times])
    free = [pair for pair in wanted if _is_free(held.get(pair))]
    stale = [
        held[pair] for pair in held if pair not in wanted and _is_on(held.get(pair), by="rule")
    ]
    await _take_off(tx, "rule", [[int(one["id"]), times[int(one["response_id"])]] for one in stale])
    await _put_on(tx, "rule", [(*pair, times[pair[0]]) for pair in sorted(free)])


async def change(
    database: Database, response_id: int, add: Collection[str], remove: Collection[str],
    now: datetime,
) -> list[str]:  # fmt: skip
    """Tag a response by hand; all of its tags then. NotFound when it is none that counts."""
    at = to_micros(now)

    async def work(tx: Transaction) -> list[str]:
        await tx.lock(["search"])
        if not await tx.fetch("tagging.response", response_id):
            raise NotFound("there is no such response")
        held = {tag: entry for (_, tag), entry in (await _newest(tx, [response_id])).items()}
        new = [tag for tag in sorted(add) if not _is_on(held.get(tag), by="hand")]
        off = [held[tag] for tag in (*new, *sorted(remove)) if _is_on(held.get(tag))]
        await _take_off(tx, "hand", [[int(one["id"]), at] for one in off])
        await _put_on(tx, "hand", [(response_id, tag, at) for tag in new])
        await _keep_off(tx, [(response_id, t, at) for t in sorted(remove) if _is_free(held.get(t))])
        return sorted({tag for tag in held if _is_on(held[tag])} - {*remove} | {*add})

    return await database.transact(work)


async def history(database: Database, response_id: int) -> list[dict[str, Any]]:
    """Every tag that a response has or had, in the order in which they came."""
    rows = await database.fetch("tagging.entries", [response_id])
    return [
        {
            "tag": row["tag"],
            "by": row["put_by"],
            "since": from_micros(int(row["put_at"])).isoformat(),
            "until": from_micros(int(row["gone_at"])).isoformat() if row["gone_at"] else None,
            "until_by": row["gone_by"],
        }
        for row in rows
        if row["put_at"] != row["gone_at"]
    ]


async def erase(tx: Transaction, contact_id: int) -> None:
    """Leave no tag of a contact's responses: people may have written anything."""
    await tx.fetch("tagging.erase", contact_id)


async def _rules_of(
    tx: Transaction, survey_ids: Collection[int]
) -> Mapping[int, Sequence[TagRule]]:
    rows = await tx.fetch("tagging.rules", sorted(survey_ids))
    return {int(row["id"]): _rules.validate_json(row["tags"] or "[]") for row in rows}


async def _newest(tx: Transaction, ids: Sequence[int]) -> Mapping[Pair, Row]:
    """What became last of each tag of these responses."""
    rows = await tx.fetch("tagging.entries", list(ids))
    return {(int(row["response_id"]), row["tag"]): row for row in rows}


def _is_on(entry: Row | None, by: By | None = None) -> bool:
    return entry is not None and entry["gone_at"] is None and by in (None, entry["put_by"])


def _is_free(entry: Row | None) -> bool:
    """Whether a rule may put it on: it is not there, and nobody has taken it off by hand."""
    return entry is None or entry["gone_by"] == "rule"


async def _take_off(tx: Transaction, by: By, entries: Sequence[Sequence[int]]) -> None:
    if entries:
        await tx.fetch("tagging.end", list(entries), by)


async def _put_on(tx: Transaction, by: By, new: Sequence[tuple[int, str, int]]) -> None:
    rows = [{"response_id": i, "tag": tag, "put_by": by, "put_at": at} for i, tag, at in new]
    await tx.insert("tagging", rows)


async def _keep_off(tx: Transaction, never: Sequence[tuple[int, str, int]]) -> None:
    """Taken off before any rule puts them on: they were there for no time at all."""
    by_hand = {"put_by": "hand", "gone_by": "hand"}
    rows = [
        {"response_id": i, "tag": t, "put_at": at, "gone_at": at} | by_hand for i, t, at in never
    ]
    await tx.insert("tagging", rows)
