"""The dashboard as a page: panels, and the links that lead to other views."""

from collections.abc import Sequence
from typing import Any

from service.chart_script import ADDRESS
from service.languages import direction
from service.numerals import days, moment
from service.panels import show_all
from service.templating import render
from service.view import View, address, api_link
from service.view_in import period_of
from service.words import Words
from surveys.models.access import User

# No inline style or script, and no eval: the charts run in Vega's expression interpreter.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
PERIODS = (7, 30, 90, 365)  # days

Link = tuple[str, str, bool]  # text, address, whether it is what is shown now


async def dashboard_page(view: View, user: User, csrf: str, base_url: str) -> str:
    """The page for one view."""
    span, zone = view.question.span, view.question.zone
    start, end = span.start.astimezone(zone), span.end.astimezone(zone)
    period = period_of(view.query)
    return render(
        "dashboard/dashboard.html",
        **frame(view.words),
        user=user,
        csrf=csrf,
        view=view,
        panels=await show_all(view),
        vega=ADDRESS,
        surveys=_surveys(view),
        periods=_periods(view, period),
        intervals=_intervals(view.words),
        span=_span(view),
        custom=(start.date(), end.date()) if period is None else None,
        api=[base_url + api_link(question) for question in view.questions],
    )


def empty_page(words: Words, user: User, csrf: str) -> str:
    """What to do while there is no survey."""
    return render("dashboard/empty.html", **frame(words), user=user, csrf=csrf)


def login_page(words: Words, following: str, email: str = "", complaint: str = "") -> str:
    """The form; `following` is where it leads."""
    values = {"next": following, "email": email, "complaint": complaint}
    return render("dashboard/login.html", **frame(words), **values)


def frame(words: Words) -> dict[str, Any]:
    """What every page of these needs."""
    return {"_": words, "language": words.language, "direction": direction(words.language)}


def _span(view: View) -> str:
    """The days that are shown, whose midnight counts, and what was not yet known."""
    _, question = view.words, view.question
    zone = question.zone
    start, end = (one.astimezone(zone) for one in (question.span.start, question.span.end))
    said = [days(view.language, start, end), zone.key]
    if question.as_of:
        at = moment(view.language, question.as_of.astimezone(zone))
        said.append(_("as it was known on %(moment)s", moment=at))
    return " · ".join(said)


def _surveys(view: View) -> Sequence[Link]:
    """A survey's segments are its own, so they do not go along to another."""
    shown = view.definition.key
    kept = {name: view.query.get(name) for name in ("period", "from", "to", "interval", "tz")}
    return [
        (one.definition.name, address({"survey": key, **kept}), key == shown)
        for one in view.surveys
        if (key := one.definition.key)
    ]


def _periods(view: View, period: int | None) -> Sequence[Link]:
    changes: dict[str, str | None] = {"from": None, "to": None, "interval": None}
    return [
        (
            view.words.ngettext("%(number)s day", "%(number)s days", number),
            view.link(period=str(number), **changes),
            number == period,
        )
        for number in PERIODS
    ]


def _intervals(_: Words) -> Sequence[tuple[str, str]]:
    return (
        ("", _("as it fits")),
        ("hour", _("hour")),
        ("day", _("day")),
        ("week", _("week")),
        ("month", _("month")),
        ("quarter", _("quarter")),
        ("year", _("year")),
        ("none", _("the whole span")),
    )
