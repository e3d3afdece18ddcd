"""Views of the dashboard, out of counts or out of a database."""

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from service.parts import Panel, Part
from service.templating import render
from service.view import View
from service.words import words_in
from surveys.catalogue import Catalogue, Published
from surveys.database import Database
from surveys.periods import Interval, Period, cut
from surveys.report import as_dict
from surveys.scores import Question, Report, ask
from tests.cast import NOW, survey

DAYS = 7
SPAN = Period(NOW - timedelta(days=DAYS), NOW)
UTC_ZONE = ZoneInfo("UTC")
NO_DATABASE: Any = None  # a panel that only reads the report must not ask for one


def view(
    *days: Mapping[int, int],
    before: Mapping[int, int] | None = None,
    kind: str = "nps",
    language: str = "en",
    interval: Interval = "day",
    sent: tuple[int, int, int] = (0, 0, 0),
    **overrides: Any,
) -> View:
    """Answers by score of each of the last days, the first given being the first of the week.

    `sent`: sent, delivered, answered.
    """
    published = Published(1, 1, survey(kind=kind, **overrides))
    question = Question(published, SPAN, interval, UTC_ZONE)
    cells = {(number, None): Counter(counts) for number, counts in enumerate(days)}
    periods = cut(SPAN, interval, UTC_ZONE)
    return _view(Report(question, periods, cells, 0, Counter(before), *sent), language)


async def view_on(database: Database, language: str = "en", **asked: Any) -> View:
    """What the last week's answers to the only survey look like."""
    [published] = await Catalogue(database).live()
    question = Question(published, SPAN, asked.pop("interval", "day"), UTC_ZONE, **asked)
    return _view(await ask(database, question), language, database)


def _view(report: Report, language: str, database: Database = NO_DATABASE) -> View:
    return View(
        words=words_in(language),
        query={"survey": report.question.survey.definition.key},
        surveys=[report.question.survey],
        question=report.question,
        report=report,
        figures=as_dict(report, NOW),
        database=database,
        now=NOW,
    )


def html(panel: Panel, language: str = "en") -> str:
    """The panel's parts as they stand on the page."""
    return "\n".join(_rendered(part, language) for part in panel.parts)


def _rendered(part: Part, language: str) -> str:
    template = f"dashboard/parts/{part.template}.html"
    return render(template, part=part, name="panel", _=words_in(language))
