"""Lists responses, newest first, and shows one with its history."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from surveys import searching, tagging, walking
from surveys.database import Database, Row
from surveys.errors import NotFound
from surveys.instant import from_micros
from surveys.paging import Page, Window, contact_of, named
from surveys.walking import Floor, along, between, by_id, walked
from surveys.wording import terms_of

HourIn = tuple[int, int, int, int]
"""An hour of the week, last, in a stretch: microseconds east of UTC, start, end."""


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
    hours: Sequence[HourIn] | None = None  # one of them
    term: str = ""  # as themes know it


async def page(database: Database, wanted: Filter) -> Page:
    """One page (100 unless told) and where the next begins, None after the last."""
    if wanted.term:
        return await _with_term(database, wanted)
    words = [searching.wanted(wanted.search, database.dialect)] if wanted.search else []
    name, floor = _way(database, wanted.tag, words)

    async def read(part: Filter) -> Sequence[Row]:
        which = "responses.near" if part.near else name
        stride = [walking.STRIDE] if words else []
        return await database.fetch(which, *_conditions(part), *words, *stride)

    asked = wanted.survey_id, *wanted.span
    ends = between(database, "responses.ends", *asked, near=not words)
    return await walked(wanted, read, _shown, floor, ends)


def _way(database: Database, tag: str, words: Sequence[str]) -> tuple[str, Floor]:
    """Along which index to go."""
    if words:
        return "responses.search", along(database, "responses.search_floor", *words)
    if tag:
        return "responses.tagged", along(database, "responses.tag_floor", tag)
    return "responses.page", by_id(database, "response")


def _conditions(part: Filter) -> Sequence[Any]:
    where = part.where or ("", "")
    scores = part.low, part.high
    more = part.tag, part.hours
    return (part.survey_id, *scores, *where, part.with_comment, *part.bounds, *more)


async def _with_term(database: Database, wanted: Filter) -> Page:
    """Of the comments that have its words those in which they follow each other."""
    words = replace(wanted, search=f"{wanted.search} {wanted.term}", term="")
    found, following = await page(database, words)
    return [one for one in found if wanted.term in terms_of(one["comment"])], following


async def one(database: Database, name: str) -> dict[str, Any]:
    """The response that is called res_..., with `history`, what it was before, and `tagged`, the
    tags that it has or had, both oldest first. NotFound when it is none that counts."""
    if not (number := number_of(name)):
        raise NotFound("there is no such response")
    found, _ = await page(database, Filter(before=number + 1, down_to=number, limit=1))
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
