"""From events to answers: how many got how far, and why the others were not asked."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from service.charts import chart
from service.numerals import percent, plain_percent, whole
from service.parts import Bars, Chart, Color, Line, Panel, Part, Share, Table, Text, linked
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
    return Panel(title, [*parts, Line(said, "soft")], "whole")


def _chart(view: View, title: str, found: Funnel) -> Chart:
    _ = view.words
    rows = [
        {"label": name, "n": count, "band": band, "share": _share(view, count, found.events)}
        for name, count, band in _steps(_, found)
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
    return Chart(spec, said, _table(view, title, found, rows))


def _steps(_: Words, found: Funnel) -> Iterator[tuple[str, int, Color]]:
    yield _("Events"), found.events, "middle"
    yield _("Not asked"), found.skipped.total(), "bad"
    yield _("Asked later"), found.deferred.total(), "middle"
    yield _("Asked"), found.scheduled, "middle"
    yield _("Sent"), found.sent, "good"
    yield _("Answered"), found.answered, "good"


def _reasons(view: View, outcome: str, reasons: Counter[str], events: int) -> Bars:
    def share(reason: str, n: int) -> Share:
        rows = view.rows("decisions", outcome=outcome, reason=reason)
        number = linked(whole(view.language, n), rows)
        return Share(_words(view, reason), number, 100 * n / events, "rest")

    return Bars([share(*one) for one in reasons.most_common()])


def _table(view: View, title: str, found: Funnel, rows: list[dict[str, Any]]) -> Table:
    _ = view.words
    reasons = {_("Not asked"): found.skipped, _("Asked later"): found.deferred}
    cells: list[tuple[Text, ...]] = []
    for row in rows:
        counts = {row["label"]: row["n"]}
        for reason, count in reasons.get(row["label"], Counter()).most_common():
            counts[f"{row['label']}: {_words(view, reason)}"] = count
        for name, count in counts.items():
            share = percent(view.language, 100 * count / found.events)
            cells.append((name, whole(view.language, count), share))
    return Table(title, (_("Step"), _("Events"), _("Share")), cells)


def _words(view: View, reason: str) -> str:
    """What a reason means; one that no rule gives any more by its code."""
    return view.words(reason_codes().get(reason, reason))


def _share(view: View, count: int, events: int) -> str:
    return plain_percent(view.language, 100 * count / events)
