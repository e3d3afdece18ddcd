"""The score now, how sure it is, and whether it changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from markupsafe import Markup

from service.certainty import interval, warning
from service.numerals import days, signed, tenths, whole
from service.parts import Change, Figure, Gauge, Line, Panel, Part, Table, Text, Tone, linked
from service.scales import along, called, edges, is_net
from service.view import View

ORDER = 10


async def show(view: View) -> Panel:
    """One large number, or word that there is none."""
    _, total = view.words, view.total
    title = called(view.definition.kind, _)
    if not total["n"]:
        return Panel(title, [Line(_("No answers in this time.")), meaning(view)], "third")
    rows = view.rows("responses")
    answers = _.ngettext("from %(number)s answer", "from %(number)s answers", total["n"])
    sure = Markup(_("95%% sure: %(interval)s")) % {"interval": interval(total, _)}
    score = Figure(tenths(view.language, total["score"]), linked(answers, rows))
    parts: list[Part] = [score, gauge(view), Line(sure)]
    if total["few"]:
        parts.append(Line(warning(total, _), "warning"))
    return Panel(title, [*parts, change(view), meaning(view)], "third", rows)


def gauge(view: View) -> Gauge:
    """The score on its scale."""
    kind, total = view.definition.kind, view.total
    at, low, high = (along(kind, total[name]) for name in ("score", "low", "high"))
    worst, best = (whole(view.language, end) for end in (-100 if is_net(kind) else 0, 100))
    ends = (worst.striptags(), best.striptags())  # no figures of anybody's
    return Gauge(at, low, high, ends, table(view))


def table(view: View) -> Table:
    """The span and the one before."""
    _, found = view.words, view.figures
    columns = (_("Time"), called(view.definition.kind, _), _("95% sure"), _("Answers"))
    rows = [_row(view, found["total"]), _row(view, found["previous"])]
    return Table(called(view.definition.kind, _), columns, rows)


def _row(view: View, one: Mapping[str, Any]) -> tuple[Text, ...]:
    start, end = (datetime.fromisoformat(one[name]) for name in ("start", "end"))
    return (
        days(view.language, start, end),
        tenths(view.language, one["score"]),
        interval(one, view.words) if one["n"] else "",
        view.number(one["n"], "responses", **_span(one)),
    )


def _span(one: Mapping[str, Any]) -> dict[str, str]:
    return {"from": one["start"], "to": one["end"]}


def change(view: View) -> Part:
    """The difference to the span of the same length just before."""
    _, before = view.words, view.figures["previous"]
    if before["difference"] is None:
        return Line(_("No answers in the period before to compare with."), "soft")
    score = linked(tenths(view.language, before["score"]), view.rows("responses", **_span(before)))
    then = Markup(_("against %(score)s in the period before")) % {"score": score}
    difference = signed(view.language, before["difference"])
    if not before["significant"]:
        return Change(difference, then, _("This may be chance."), "even")
    tone: Tone = "up" if before["difference"] > 0 else "down"
    return Change(difference, then, _("A real change, not chance."), tone)


def meaning(view: View) -> Line:
    """How the number comes about."""
    _, kind = view.words, view.definition.kind
    low, high = edges(kind, "good")
    if is_net(kind):
        worst = edges(kind, "bad")[1]
        said = _(
            "The share of %(low)s to %(high)s, less the share of 0 to %(worst)s: from -100 to 100.",
            low=low,
            high=high,
            worst=worst,
        )
    elif low == high:
        said = _("The share of answers that are %(score)s, in percent.", score=low)
    else:
        said = _("The share of answers from %(low)s to %(high)s, in percent.", low=low, high=high)
    return Line(said, "soft")
