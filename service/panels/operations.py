"""How the tickets were worked on that a survey asks about, beside what people said of it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from babel.dates import format_timedelta
from markupsafe import Markup

from service.numerals import NOTHING, percent, tenths
from service.parts import Line, Panel, Table, Text
from service.scales import called
from service.view import View
from surveys.errors import InvalidInput
from surveys.operations import operations

ORDER = 53
MOST = 20
GROUPS = ("agent", "team")


async def show(view: View) -> Panel | None:
    """By the segment that is looked at, or by agent or team; None for surveys about other things,
    for a part of the answers and for an earlier state of knowledge."""
    question, segments = view.question, view.definition.segments
    about_tickets = any(kind.startswith("ticket.") for kind in view.definition.trigger.on)
    if question.conditions or question.as_of or not about_tickets:
        return None
    name = question.group_by or next((one for one in GROUPS if one in segments), None)
    _ = view.words
    title = _("Work on tickets")
    try:
        found = await operations(view.database, question.span, name)
    except InvalidInput:
        return Panel(title, [Line(_("Too many tickets for one view: choose a shorter time."))])
    if not found["total"]["tickets"]:
        return None
    scores = await _scores(view, name)
    columns = (
        name or _("Segments"), _("Tickets"), _("First response"), _("Resolution"), _("Resolved"),
        _("Reopened"), called(view.definition.kind, _),
    )  # fmt: skip
    rows = [
        _row(
            view,
            _name(view, one["group"]),
            one,
            scores.get(one["group"]),
            _where(name, one["group"]),
        )
        for one in found["groups"][:MOST]
    ]
    rows.append(_row(view, _("All"), found["total"], view.total["score"], None))
    said = _("Tickets created in this time, as they are now; half of them took no longer.")
    return Panel(
        title,
        [Table(title, columns, rows), Line(said, "soft")],
        "whole",
        view.rows("tickets", survey=None),
    )


async def _scores(view: View, name: str | None) -> Mapping[str | None, float | None]:
    if name not in view.definition.segments:
        return {}
    found = await view.series(group_by=name, then_by=None, interval="none")
    return {one["group"]: one["score"] for one in found}


def _name(view: View, group: str | None) -> str:
    _ = view.words
    return _("none") if group is None else group


def _where(name: str | None, group: str | None) -> str:
    return f"{name}:{group or ''}"


def _row(
    view: View, name: str, one: Mapping[str, Any], score: float | None, where: str | None
) -> tuple[Text, ...]:
    language = view.language
    return (
        name,
        view.number(one["tickets"], "tickets", survey=None, where=where),
        _time(language, one["first_response"]["median_seconds"]),
        _time(language, one["resolution"]["median_seconds"]),
        percent(language, one["resolution_rate"]),
        percent(language, one["reopen_rate"]),
        tenths(language, score),
    )


def _time(language: str, seconds: float | None) -> Text:
    if seconds is None:
        return NOTHING
    said = format_timedelta(timedelta(seconds=seconds), locale=language.replace("-", "_"))
    return Markup('<data value="{}">{}</data>').format(seconds, said)
