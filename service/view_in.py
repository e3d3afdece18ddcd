"""Reads the address of a dashboard page. It has the parameters of /v1/scores, and `period`: so many
days up to now. Mistakes are told and left out: people get the nearest view, not an error.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from service.engine import Engine
from service.questions_in import DAYS, question_of, span_of
from service.view import View
from service.words import Words
from surveys.catalogue import Published
from surveys.errors import FieldError, InvalidInput, NotFound
from surveys.periods import Interval, Period
from surveys.report import as_dict
from surveys.rollups import busiest
from surveys.scores import Question, ask, count

LONGEST_PERIOD = 3660  # days
MOST_POINTS = 800  # in a chart, and rows in its table
FITTING_POINTS, FEWEST_POINTS, ANSWERS_A_POINT = 62, 4, 5
LENGTHS: dict[Interval, timedelta] = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=28),
}


async def view_of(
    asked: Mapping[str, str], words: Words, engine: Engine, now: datetime
) -> View | None:
    """The view that an address asks for; None while there is no survey."""
    surveys = await engine.catalogue.live()
    if not surveys:
        return None
    query = {name: text.replace("\x00", "") for name, text in asked.items() if text.strip()}
    mistakes: list[str] = []
    question = None
    while question is None:
        query.setdefault("survey", await _busiest(engine, surveys))
        try:
            question = await _question(query, engine, now)
        except NotFound as error:
            mistakes.append(str(error))
            del query["survey"]
        except InvalidInput as error:
            mistakes.append(str(error))
            query = _without(query, error.errors[0].field)
    if "interval" not in query:
        total = await count(engine.database, replace(_whole(question), interval="none"))
        answers = sum(counts.total() for counts in total.cells.values())
        question = replace(question, interval=fitting(question.span, answers))
    report = await ask(engine.database, _whole(question))
    return View(
        words=words,
        query=query,
        surveys=surveys,
        question=question,
        report=report,
        figures=as_dict(report, now),
        database=engine.database,
        now=now,
        mistakes=mistakes,
    )


def _whole(question: Question) -> Question:
    return replace(question, group_by=None, then_by=None)


async def _busiest(engine: Engine, surveys: Sequence[Published]) -> str:
    """The survey that is shown to whoever names none."""
    most = await busiest(engine.database)
    found = next((one for one in surveys if one.survey_id == most), surveys[0])
    return found.definition.key


async def _question(query: Mapping[str, str], engine: Engine, now: datetime) -> Question:
    asked = {name: text for name, text in query.items() if name != "period"}
    days = period_of(query)
    if days is not None:
        end = span_of({}, engine.settings.zone, now).end
        asked["from"] = (end - timedelta(days=days)).isoformat()
    settings = engine.settings
    question = await question_of(
        asked, engine.catalogue, settings.zone, now, settings.smallest_group
    )
    if "interval" not in query:
        return replace(question, interval="none")
    length = LENGTHS.get(question.interval)
    if length and (question.span.end - question.span.start) / length > MOST_POINTS:
        raise InvalidInput(FieldError("interval", "too many points for one chart"))
    return question


def period_of(query: Mapping[str, str]) -> int | None:
    """Days up to now, None for a span of its own; InvalidInput when it is no such number."""
    if query.get("from") or query.get("to"):
        return None
    text = query.get("period") or str(DAYS)
    if text.isascii() and text.isdigit() and len(text) < 6 and 0 < int(text) <= LONGEST_PERIOD:
        return int(text)
    raise InvalidInput(FieldError("period", f"must be a number of days up to {LONGEST_PERIOD}"))


def fitting(span: Period, answers: int) -> Interval:
    """The shortest interval with a readable number of points and, if it can be, enough answers in
    each for a score that means something.
    """
    length = span.end - span.start
    for (interval, step), (_, longer) in pairwise(LENGTHS.items()):
        points = length / step
        enough = answers >= ANSWERS_A_POINT * points or length / longer < FEWEST_POINTS
        if points <= FITTING_POINTS and enough:
            return interval
    return "month"


def _without(query: Mapping[str, str], field: str) -> dict[str, str]:
    """The query less what was wrong with it."""
    wrong = {"from", "to"} if field in ("from", "to") else {field}
    kept = {name: text for name, text in query.items() if name not in wrong}
    return kept if len(kept) < len(query) else {}
