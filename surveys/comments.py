"""What customers wrote, without who they are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import chain, repeat
from typing import Any

from surveys import responses
from surveys.database import Database, Row
from surveys.instant import from_micros, to_micros
from surveys.paging import pages
from surveys.scores import Question
from surveys.walking import STRIDE

AHEAD = 10  # responses for each comment that is wanted, which often are enough


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the customer typed it, with the score it explains. `name` is the response's."""

    name: str
    score: int
    text: str
    segments: Mapping[str, str]
    language: str  # that the question was asked in; the comment may be in another
    answered_at: datetime
    tags: tuple[str, ...] = ()


async def latest(
    database: Database, question: Question, limit: int, *, wordless: bool = False
) -> list[Comment]:
    """The newest comments among the answers that `question` asks about, newest first; answers that
    are no more than a score, too, if `wordless`."""
    return [
        Comment(
            name=f"res_{row['id']}",
            score=int(row["score"]),
            text=row["comment"] or "",
            segments=json.loads(row["segments"]),
            language=row["language"],
            answered_at=from_micros(int(row["answered_at"])),
            tags=tuple(sorted(json.loads(row["tags"]))),
        )
        for row in await _newest(database, "comments.latest", question, limit, wordless)
    ]


async def said(database: Database, question: Question, limit: int) -> list[tuple[int, str]]:
    """Score and words of the newest comments, no more: of very many."""
    rows = await _newest(database, "comments.said", question, limit)
    return [(int(score), str(text)) for score, text in map(tuple, rows)]


async def _newest(
    database: Database, name: str, question: Question, limit: int, *more: Any
) -> Sequence[Row]:
    """In strides, as lists are read."""
    rows: list[Row] = []
    start, survey_id = to_micros(question.span.start), question.survey.survey_id
    top = to_micros(min(question.span.end, question.as_of or question.span.end))
    for stride in chain((AHEAD * limit,), repeat(STRIDE)):
        found = await database.fetch("comments.floor", survey_id, top, stride)
        reached = max(int(found[0]["answered_at"]) if found else start, start)
        asked = (survey_id, reached, top, *question.filters, limit - len(rows), *more)
        rows += await database.fetch(name, *asked)
        if len(rows) >= limit or reached == start:
            break
        top = reached
    return rows


async def matching(
    database: Database, question: Question, search: str, limit: int
) -> Sequence[Comment]:
    """The newest that have all of these words, as GET /v1/responses finds them. InvalidInput when
    there is no word in `search`."""
    where, stored_as = question.where, question.survey.definition.stored_as
    wanted = responses.Filter(
        start=question.span.start,
        end=question.span.end,
        limit=limit,
        survey_id=question.survey.survey_id,
        where=where and (stored_as(where[0]), where[1]),
        search=search,
    )
    found = pages(partial(responses.page, database), wanted)
    return [
        Comment(
            name=one["id"],
            score=one["score"],
            text=one["comment"],
            segments=one["segments"],
            language=one["language"],
            answered_at=datetime.fromisoformat(one["answered_at"]),
            tags=tuple(one["tags"]),
        )
        async for entries in found
        for one in entries
    ]
