"""Drops of the score that are no chance."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from service.numerals import days, signed, tenths
from service.parts import Line, Panel, Table, Text, linked
from service.view import View
from surveys.alarm import BEFORE_DAYS, LAG_DAYS
from surveys.alerts import Filter, page

ORDER = 5
MOST = 10
DAY = timedelta(days=1)


async def show(view: View) -> Panel | None:
    """Those that were told in the span; None without any, and for an earlier state of knowledge."""
    question = view.question
    if question.as_of:
        return None
    span, survey_id = question.span, question.survey.survey_id
    wanted = Filter(start=span.start, end=span.end, limit=MOST, survey_id=survey_id)
    found, _following = await page(view.database, wanted)
    if not found:
        return None
    _ = view.words
    title = _("The score has dropped")
    columns = (_("Where"), _("Since"), _("Before"), _("Now"), _("Change"))
    table = Table(title, columns, [_row(view, one) for one in found])
    said = _(
        "Told when a drop is far more than chance: a survey has one such alarm in a year "
        "without cause, at most."
    )
    return Panel(title, [table, Line(said, "soft")], "whole", view.rows("alerts"))


def _row(view: View, one: Mapping[str, Any]) -> tuple[Text, ...]:
    _, language = view.words, view.language
    since = datetime.fromisoformat(one["since"])
    last = since - timedelta(days=LAG_DAYS)
    before = _score(view, one, "before", (last - timedelta(days=BEFORE_DAYS), last))
    after = _score(view, one, "after", (since, datetime.fromisoformat(one["opened_at"])))
    return _where(view, one), days(language, since, since + DAY), before, after, _change(view, one)


def _score(view: View, one: Mapping[str, Any], when: str, span: tuple[datetime, datetime]) -> Text:
    """As it was told, and the answers of that time as they are now."""
    start, end = (moment.isoformat() for moment in span)
    rows = view.rows("responses", **{"from": start, "to": end, "where": _only(one)})
    return linked(tenths(view.language, one[when]["score"]), rows)


def _only(one: Mapping[str, Any]) -> str | None:
    return f"{one['property']}:{one['value']}" if one["property"] else None


def _where(view: View, one: Mapping[str, Any]) -> Text:
    _, only = view.words, _only(one)
    if only is None:
        return _("All answers")
    return linked(only.replace(":", ": ", 1), view.link(where=only))


def _change(view: View, one: Mapping[str, Any]) -> Text:
    return signed(view.language, one["difference"])
