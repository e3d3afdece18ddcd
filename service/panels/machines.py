"""Clicks of machines that were kept out, and what they would have done to the score."""

from service.numerals import tenths, whole
from service.parts import Figure, Line, Panel, Table
from service.scales import called
from service.view import View
from surveys.machines import MachineClicks, machine_clicks

ORDER = 57


async def show(view: View) -> Panel | None:
    """None for a segment or an earlier state of knowledge, which clicks do not tell."""
    question = view.question
    if question.where or question.as_of:
        return None
    _ = view.words
    title, when = (
        _("Machine clicks"),
        Line(_("In the last 30 days: clicks are kept so long."), "soft"),
    )
    found = await machine_clicks(view.database, question.survey, view.now)
    if not found.clicks:
        return Panel(title, [Line(_("No machine has opened a link.")), when])
    number = view.number(found.clicks.total(), "machine-links", **_span(found))
    kept_out = Figure(number, _("kept out of the score"))
    rows = view.rows("machine-links", **_span(found))
    return Panel(title, [kept_out, _table(view, title, found), when], rows=rows)


def _table(view: View, title: str, found: MachineClicks) -> Table:
    _, said, everything = view.words, found.said, found.all_counted
    answers = view.number(said.n, "responses", **_span(found))
    sum_of_both = whole(view.language, everything.n)
    rows = [
        (_("What people said"), tenths(view.language, said.score), answers),
        (_("Had every click counted"), tenths(view.language, everything.score), sum_of_both),
    ]
    return Table(title, (_("Evidence"), called(view.definition.kind, _), _("Answers")), rows)


def _span(found: MachineClicks) -> dict[str, str]:
    return {"from": found.span.start.isoformat(), "to": found.span.end.isoformat()}
