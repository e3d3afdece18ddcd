"""Clicks of machines that were kept out, and what they would have done to the score."""

from markupsafe import Markup

from service.numerals import tenths, whole
from service.parts import Figure, Line, Panel
from service.scales import called
from service.view import View
from surveys.machines import machine_clicks

ORDER = 57


async def show(view: View) -> Panel | None:
    """None for a segment or an earlier state of knowledge, which clicks do not tell."""
    question = view.question
    if question.where or question.as_of:
        return None
    _, language = view.words, view.language
    title, when = (
        _("Machine clicks"),
        Line(_("In the last 30 days: clicks are kept so long."), "soft"),
    )
    found = await machine_clicks(view.database, question.survey, view.now)
    if not found.clicks:
        return Panel(title, [Line(_("No machine has opened a link.")), when])
    kept_out = Figure(whole(language, found.clicks.total()), _("kept out of the score"))
    said = Markup(_("Had every click counted: %(name)s %(all)s. What people said: %(people)s.")) % {
        "name": called(view.definition.kind, _),
        "all": tenths(language, found.all_counted.score),
        "people": tenths(language, found.said.score),
    }
    return Panel(title, [kept_out, Line(said), when])
