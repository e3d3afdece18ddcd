"""The themes of a survey's newest comments."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.comments import latest
from surveys.database import Database
from surveys.kinds import kinds, worst
from surveys.scores import Question
from surveys.themes import Theme, themes

LOOKED_AT, SHOWN = 10_000, 50


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
    """Of the newest 10,000 comments that `question` asks about."""
    question.check()
    low = worst(kinds()[question.survey.definition.kind])
    found = await latest(database, question, LOOKED_AT)
    said = [(one.score in low, one.text) for one in found]
    clearest = (await asyncio.to_thread(themes, said))[:SHOWN]
    return Complaints(len(said), sum(is_low for is_low, _ in said), clearest)


def _shown(one: Theme) -> dict[str, Any]:
    return {
        "term": one.term,
        "low": one.low,
        "others": one.others,
        "p": one.p,
        "p_adjusted": one.adjusted,
        "significant": one.significant,
    }
