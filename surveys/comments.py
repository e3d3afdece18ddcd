"""What customers wrote, without who they are."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from surveys.database import Database
from surveys.instant import from_micros, to_micros
from surveys.scores import Question


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment as the customer typed it, with the score it explains."""

    score: int
    text: str
    segments: Mapping[str, str]
    language: str  # that the question was asked in; the comment may be in another
    answered_at: datetime
    tags: tuple[str, ...] = ()


async def latest(database: Database, question: Question, limit: int) -> list[Comment]:
    """The newest comments among the answers that `question` asks about, newest first."""
    end = min(question.span.end, question.as_of or question.span.end)
    rows = await database.fetch(
        "comments.latest",
        question.survey.survey_id,
        to_micros(question.span.start),
        to_micros(end),
        *question.filters,
        limit,
    )
    return [
        Comment(
            score=int(row["score"]),
            text=row["comment"],
            segments=json.loads(row["segments"]),
            language=row["language"],
            answered_at=from_micros(int(row["answered_at"])),
            tags=tuple(sorted(json.loads(row["tags"]))),
        )
        for row in rows
    ]
