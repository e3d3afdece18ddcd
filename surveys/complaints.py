"""The themes of a survey's newest comments."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.comments import said
from surveys.database import Database
from surveys.kinds import kinds, worst
from surveys.scores import Question, check_size
from surveys.themes import Theme, themes

LOOKED_AT, SHOWN = 5_000, 50


@dataclass(frozen=True, slots=True)
class Complaints:
    """`themes` of so many comments, of which so many are under the worst scores."""

    comments: int
    low_comments: int
    themes: Sequence[Theme]

    def as_dict(self, question: Question) -> dict[str, Any]:
        """For JSON."""
        return {
            "survey": question.survey.definition.key,
            "from": question.span.start.astimezone(question.zone).isoformat(),
            "to": question.span.end.astimezone(question.zone).isoformat(),
            "comments": self.comments,
            "low_comments": self.low_comments,
            "correction": "holm",
            "themes": [_shown(one) for one in self.themes],
        }


async def complaints(database: Database, question: Question) -> Complaints:
    """Of the newest 5,000 comments that `question` asks about."""
    question.check()
    await check_size(database, question)
    low = worst(kinds()[question.survey.definition.kind])
    found = [(score in low, text) for score, text in await said(database, question, LOOKED_AT)]
    clearest = (await asyncio.to_thread(themes, found))[:SHOWN]
    return Complaints(len(found), sum(is_low for is_low, _ in found), clearest)


def _shown(one: Theme) -> dict[str, Any]:
    return {
        "term": one.term,
        "low": one.low,
        "others": one.others,
        "p": one.p,
        "p_adjusted": one.adjusted,
        "significant": one.significant,
    }
