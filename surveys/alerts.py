"""Lists the drops that were told, and what customers wrote meanwhile."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from surveys.catalogue import Catalogue
from surveys.comments import latest
from surveys.database import Database, Row
from surveys.errors import NotFound
from surveys.figures import Figures, rounded
from surveys.instant import from_micros
from surveys.kinds import kinds, worst
from surveys.paging import Page, Window, named
from surveys.periods import Period
from surveys.rollups import ALL
from surveys.scores import Question
from surveys.story import plain
from surveys.walking import by_id, nowhere, walked

LOOKED_AT, SHOWN = 500, 10  # comments


@dataclass(frozen=True, slots=True)
class Filter(Window):
    """What to list; None: all."""

    survey_id: int | None = None


async def page(database: Database, wanted: Filter) -> Page:
    """One page, newest first, and where the next begins, None after the last."""
    read = partial(_rows, database)
    return await walked(wanted, read, _shown, by_id(database, "alert"), nowhere)


async def one(database: Database, catalogue: Catalogue, name: str) -> dict[str, Any]:
    """The alert that is called alert_..., with `comments`: the newest under the worst scores since
    the drop until it was told. NotFound when there is none."""
    number = int(name[6:]) if re.fullmatch(r"alert_[0-9]{1,18}", name) else 0
    rows = await _rows(database, Filter(before=number + 1, down_to=number, limit=1))
    if not rows:
        raise NotFound("there is no such alert")
    comments = await _comments(database, catalogue, rows[0])
    return _shown(plain(rows[0])) | {"comments": comments}


async def _rows(database: Database, wanted: Filter) -> list[Row]:
    return await database.fetch("alerts.page", wanted.survey_id, *wanted.bounds)


async def _comments(database: Database, catalogue: Catalogue, row: Row) -> list[dict[str, Any]]:
    survey = await catalogue.by_key(row["survey"])
    where = (row["property"], row["value"]) if row["property"] != ALL else None
    span = Period(from_micros(int(row["since"])), from_micros(int(row["opened_at"])))
    question = Question(survey, span, "none", ZoneInfo("UTC"), where=where)
    bad = worst(kinds()[row["kind"]])
    found = [one for one in await latest(database, question, LOOKED_AT) if one.score in bad]
    return [
        {"score": one.score, "comment": one.text, "answered_at": one.answered_at.isoformat()}
        for one in found[:SHOWN]
    ]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    kind = kinds()[row["kind"]]
    before, after = (_counts(row[name]) for name in ("before", "after"))
    old, new = kind.score(before), kind.score(after)
    return {
        "id": named("alert", row["id"]),
        "survey": row["survey"],
        "property": row["property"] or None,
        "value": row["value"] if row["property"] else None,
        "since": row["since"],
        "opened_at": row["opened_at"],
        "difference": rounded(new - old) if old is not None and new is not None else None,
        "before": Figures.of(kind, before).as_dict(),
        "after": Figures.of(kind, after).as_dict(),
        "days_by_chance": round(float(row["strength"])),
    }


def _counts(said: dict[str, int]) -> Counter[int]:
    return Counter({int(score): n for score, n in said.items()})
