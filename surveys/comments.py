"""What customers wrote, without who they are."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys import responses
from surveys.database import Database
from surveys.instant import from_micros, to_micros
from surveys.scores import Question


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
    rows = await database.fetch("comments.latest", *_about(question), limit, wordless)
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
        for row in rows
    ]


async def said(database: Database, question: Question, limit: int) -> list[tuple[int, str]]:
    """Score and words of the newest comments, no more: of very many."""
    rows = await database.fetch("comments.said", *_about(question), limit)
    return [(int(score), str(text)) for score, text in map(tuple, rows)]


def _about(question: Question) -> tuple[Any, ...]:
    end = min(question.span.end, question.as_of or question.span.end)
    span = to_micros(question.span.start), to_micros(end)
    return (question.survey.survey_id, *span, *question.filters)


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
    found, _ = await responses.page(database, wanted)
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
        for one in found
    ]
