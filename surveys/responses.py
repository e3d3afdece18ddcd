"""Lists responses, newest first, and shows one with its history."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys import searching, tagging
from surveys.database import Database, Row
from surveys.errors import NotFound
from surveys.instant import from_micros, to_micros
from surveys.paging import Entries, Page, Window, contact_of, named, page_of
from surveys.periods import Period
from surveys.wording import terms_of


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    survey_id: int | None = None
    low: int | None = None
    high: int | None = None
    where: tuple[str, str] | None = None
    with_comment: bool = False
    tag: str = ""
    search: str = ""  # words that are all in the comment
    times: Sequence[Period] | None = None  # within one of them
    term: str = ""  # as themes know it


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    if wanted.term:
        return await _with_term(database, wanted)
    where = wanted.where or ("", "")
    words = [searching.wanted(wanted.search, database.dialect)] if wanted.search else []
    rows = await database.fetch(
        "responses.search" if words else "responses.page",
        wanted.survey_id,
        wanted.low,
        wanted.high,
        *where,
        wanted.with_comment,
        *wanted.bounds,
        wanted.tag,
        _micros(wanted.times),
        *words,
    )
    return page_of(rows, wanted, _shown)


async def _with_term(database: Database, wanted: Filter) -> Page:
    """Of the comments that have its words those in which they follow each other."""
    words, found = replace(wanted, search=f"{wanted.search} {wanted.term}", term=""), Entries()
    while len(found) <= wanted.shown:
        some, following = await page(database, words)
        found += [one for one in some if wanted.term in terms_of(one["comment"])]
        if following is None:
            break
        words = replace(words, before=following)
    more = len(found) > wanted.shown
    return found[: wanted.shown], number_of(found[wanted.shown - 1]["id"]) if more else None


def _micros(times: Sequence[Period] | None) -> list[tuple[int, int]] | None:
    if times is None:
        return None
    return [(to_micros(one.start), to_micros(one.end)) for one in times]


async def one(database: Database, name: str) -> dict[str, Any]:
    """The response that is called res_..., with `history`, what it was before, and `tagged`, the
    tags that it has or had, both oldest first. NotFound when it is none that counts."""
    number = number_of(name)
    found, _ = await page(database, Filter(before=number + 1, limit=1))
    if not found or found[0]["id"] != name:
        raise NotFound("there is no such response")
    return found[0] | {
        "history": [*_history(await database.fetch("standing.entries", number))],
        "tagged": await tagging.history(database, number),
    }


def number_of(name: str) -> int:
    """The id of the response that is called res_...; 0 for what is no such name."""
    return int(name[4:]) if re.fullmatch(r"res_[0-9]{1,18}", name) else 0


def _history(entries: Sequence[Row]) -> Iterator[dict[str, Any]]:
    for entry in entries:
        if entry["previous"] is not None:
            until = from_micros(int(entry["at"])).isoformat()
            yield {"score": int(entry["score"]), **json.loads(entry["previous"]), "until": until}


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    contact, event = contact_of(row), named("evt", row.pop("event_id"))
    row["tags"] = sorted(row["tags"])
    return {"id": named("res", row.pop("id")), **row, "event": event, "contact": contact}
