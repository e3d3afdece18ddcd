"""How long people take to answer, from the first message on."""

from dataclasses import dataclass
from typing import Any

from surveys.database import Database
from surveys.instant import to_micros
from surveys.scores import Question, check_size

SECOND_MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """Of the `n` invitations first sent in the span that have an answer by now: after how long
    half of them, and nine tenths, had it (nearest rank); None where there are none."""

    n: int
    median_seconds: float | None
    p90_seconds: float | None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {name: getattr(self, name) for name in ("n", "median_seconds", "p90_seconds")}


async def answer_times(database: Database, question: Question) -> AnswerTimes:
    """Of the invitations that `question` asks about; it looks at each of them."""
    question.check()
    await check_size(database, question)
    span, survey_id = question.span, question.survey.survey_id
    bounds = (survey_id, to_micros(span.start), to_micros(span.end))
    [row] = await database.fetch("answer_times.read", *bounds, *question.filters)
    return AnswerTimes(int(row["n"]), _seconds(row["median"]), _seconds(row["p90"]))


def _seconds(micros: Any) -> float | None:
    return None if micros is None else int(micros) / SECOND_MICROS
