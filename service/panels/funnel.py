"""From events to answers: how many got how far, and why the others were not asked."""

from collections import Counter
from collections.abc import Iterator, Mapping

from service.charts import chart
from service.numerals import percent, plain_percent
from service.parts import Bars, Chart, Color, Line, Panel, Part, Share, Table, Text
from service.view import View
from service.words import Words
from surveys.deciding import reason_codes
from surveys.funnel import Funnel, funnel

ORDER = 55
ROW = 30  # pixels
ROOM = 1.4  # for the figure behind the longest bar


async def show(view: View) -> Panel | None:
    """None for a segment or an earlier state of knowledge, which decisions do not tell."""
    question = view.question
    if question.where or question.as_of:
        return None
    _ = view.words
    title = _("From events to answers")
    found = await funnel(view.database, question.survey.survey_id, question.span)
    if not found.events:
        return Panel(title, [Line(_("No event asked for this survey in this time."))], "whole")
    parts: list[Part] = [_chart(view, title, found)]
    for heading, outcome, reasons in (
        (_("Why people were not asked"), "skipped", found.skipped),
        (_("Why people are asked later"), "deferred", found.deferred),
    ):
        if reasons:
            parts += [Line(heading), _reasons(view, outcome, reasons, found.events)]
    said = _("Events decided about in this time; what was sent and answered by now.")
    rows = view.rows("decisions", step="considered")
    return Panel(title, [*parts, Line(said, "soft")], "whole", rows)


def _chart(view: View, title: str, found: Funnel) -> Chart:
    _ = view.words
    rows = [
        {
            "label": name,
            "n": count,
            "band": band,
            "share": _share(view, count, found.events),
            "rows": view.rows("decisions", **query),
        }
        for name, count, band, query in _steps(_, found)
    ]
    spec = chart(
        "distribution",
        rows=rows,
        height=len(rows) * ROW,
        most=ROOM * found.events,
        order=[row["label"] for row in rows],
        answers=_("Events"),
        score=_("Step"),
        share=_("Share"),
    )
    said = _("Events by what became of them, as bars. The figures are in the table below.")
    return Chart(spec, said, _table(view, title, found))


def _steps(_: Words, found: Funnel) -> Iterator[tuple[str, int, Color, Mapping[str, str]]]:
    """What each is called, and how the list of decisions is asked for it."""
    all_of = {"step": "considered"}
    yield _("Events"), found.events, "middle", all_of
    yield _("Not asked"), found.skipped.total(), "bad", all_of | {"outcome": "skipped"}
    yield _("Asked later"), found.deferred.total(), "middle", all_of | {"outcome": "deferred"}
    yield _("Asked"), found.scheduled, "middle", all_of | {"outcome": "scheduled"}
    yield _("Sent"), found.sent, "good", {"step": "sent"}
    yield _("Answered"), found.answered, "good", {"step": "answered"}


def _reasons(view: View, outcome: str, reasons: Counter[str], events: int) -> Bars:
    def share(reason: str, n: int) -> Share:
        number = view.number(n, "decisions", outcome=outcome, reason=reason)
        return Share(_words(view, reason), number, 100 * n / events, "rest")

    return Bars([share(*one) for one in reasons.most_common()])


def _table(view: View, title: str, found: Funnel) -> Table:
    _ = view.words
    cells: list[tuple[Text, ...]] = []
    for name, count, query in _lines(view, found):
        share = percent(view.language, 100 * count / found.events)
        cells.append((name, view.number(count, "decisions", **query), share))
    return Table(title, (_("Step"), _("Events"), _("Share")), cells)


def _lines(view: View, found: Funnel) -> Iterator[tuple[str, int, Mapping[str, str]]]:
    """The steps, with the reasons below those that have some."""
    reasons = {"skipped": found.skipped, "deferred": found.deferred}
    for name, count, _band, query in _steps(view.words, found):
        yield name, count, query
        outcome = query.get("outcome", "")
        for reason, part in reasons.get(outcome, Counter()).most_common():
            yield f"{name}: {_words(view, reason)}", part, {"outcome": outcome, "reason": reason}


def _words(view: View, reason: str) -> str:
    """What a reason means; one that no rule gives any more by its code."""
    return view.words(reason_codes().get(reason, reason))


def _share(view: View, count: int, events: int) -> str:
    return plain_percent(view.language, 100 * count / events)
