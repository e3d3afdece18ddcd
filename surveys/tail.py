"""The newest entries of the ledger: answers as they come, and again when they change."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from surveys import ledger
from surveys.comments import Comment
from surveys.database import Database, Row
from surveys.instant import from_micros
from surveys.paging import named
from surveys.scores import Question

MOST = 200  # entries that are looked back at


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that begins to count. `id` is the ledger's; `columns` are what `where` knows
    beside the segments."""

    id: int
    survey_id: int
    columns: Mapping[str, str]
    said: Comment

    def concerns(self, question: Question) -> bool:
        """Whether it is one of the answers that are asked about."""
        if self.survey_id != question.survey.survey_id:
            return False
        segments = question.survey.definition.properties
        return self.said.answered_at >= question.span.start and all(
            (self.said.segments if name in segments else self.columns).get(name) == value
            for name, value in question.conditions
        )


async def newest(database: Database) -> int:
    """The id of the last entry."""
    return await database.read(ledger.last_id, whole=True)


async def after(database: Database, number: int) -> list[Entry]:
    """The entries that came after this one, oldest first; of very many only the newest."""
    return [_entry(row) for row in await database.fetch("tail.after", number, MOST)]


def _entry(row: Row) -> Entry:
    columns: dict[str, Any] = {n: str(row[n]) for n in ("channel", "language", "version")}
    said = Comment(
        name=str(named("res", int(row["response_id"]))),
        score=int(row["score"]),
        text=row["comment"] or "",
        segments=json.loads(row["segments"]),
        language=row["language"],
        answered_at=from_micros(int(row["answered_at"])),
    )
    return Entry(int(row["id"]), int(row["survey_id"]), columns, said)
