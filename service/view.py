"""What one address of the dashboard shows: a question to the scores, in somebody's language.

The parameters are those of /v1/scores, and `period` (days up to now) for people. Without `interval`
it takes one that suits the span.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from service.questions_in import DAYS, question_of
from service.words import Words
from surveys.catalogue import Catalogue, Published
from surveys.database import Database
from surveys.errors import InvalidInput, NotFound
from surveys.periods import Interval
from surveys.report import as_dict
from surveys.scores import Question, Report, ask

PERIODS = (7, 30, 90, 365)  # days
LONGEST_BY_DAY, LONGEST_BY_WEEK = timedelta(days=45), timedelta(days=200)
MOST_POINTS = 400  # in a chart and its table
LENGTHS: dict[Interval, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=28),
}


@dataclass(frozen=True, slots=True)
class View:
    """Everything that a panel may use. `query` is what the address said, without its mistakes."""

    words: Words
    query: Mapping[str, str]
    surveys: Sequence[Published]
    question: Question
    report: Report
    figures: Mapping[str, Any]  # the body that /v1/scores answers to `question`
    database: Database
    now: datetime
    mistakes: Sequence[str] = ()

    @property
    def language(self) -> str:
        """Of the words around the figures."""
        return self.words.language

    @property
    def kind(self) -> str:
        """The survey's kind."""
        return self.question.survey.definition.kind

    @property
    def period(self) -> int | None:
        """The days up to now that are shown, None for a span of its own."""
        custom = "from" in self.query or "to" in self.query
        return None if custom else int(self.query.get("period", DAYS))

    def link(self, **changes: str | None) -> str:
        """The address of this view with some parameters changed; None takes one away."""
        wanted = {**self.query, **changes}
        return "/?" + urlencode({name: value for name, value in wanted.items() if value})

    async def ask(self, **changes: Any) -> Mapping[str, Any]:
        """The answer of /v1/scores to a question that differs from this view's in `changes`."""
        return as_dict(await ask(self.database, replace(self.question, **changes)), self.now)


def api_link(question: Question) -> str:
    """Where the API answers the same question, with everything that it would else choose itself."""
    zone = question.zone
    wanted = {
        "survey": question.survey.definition.key,
        "from": question.span.start.astimezone(zone).isoformat(),
        "to": question.span.end.astimezone(zone).isoformat(),
        "interval": question.interval,
        "tz": zone.key,
        "group_by": question.group_by,
        "where": ":".join(question.where) if question.where else None,
        "as_of": question.as_of and question.as_of.astimezone(zone).isoformat(),
    }
    return "/v1/scores?" + urlencode({name: value for name, value in wanted.items() if value})


async def view_of(
    query: Mapping[str, str],
    words: Words,
    database: Database,
    catalogue: Catalogue,
    zone: ZoneInfo,
    now: datetime,
) -> View | None:
    """The view; what cannot be understood is left out and told. None while there is no survey."""
    surveys = await catalogue.live()
    if not surveys:
        return None
    first = surveys[0].definition.key
    kept = {name: value.replace("\x00", "") for name, value in query.items() if value.strip()}
    mistakes: list[str] = []
    while True:
        kept.setdefault("survey", first)
        try:
            question = await question_of(_for_api(kept, now), catalogue, zone, now)
            break
        except NotFound as error:
            mistakes.append(str(error))
            kept["survey"] = first
        except InvalidInput as error:
            mistakes.append(str(error))
            kept = _without(kept, error.errors[0].field)
    question = replace(question, interval=_interval(kept, question))
    report = await ask(database, replace(question, group_by=None))
    return View(
        words=words,
        query=kept,
        surveys=surveys,
        question=question,
        report=report,
        figures=as_dict(report, now),
        database=database,
        now=now,
        mistakes=mistakes,
    )


def _for_api(query: Mapping[str, str], now: datetime) -> dict[str, str]:
    """The same question in the parameters of /v1/scores."""
    asked = {name: value for name, value in query.items() if name != "period"}
    days = query.get("period", "")
    if "from" in asked or "to" in asked or not days:
        return asked
    ...
