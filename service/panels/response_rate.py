"""Of those who were asked, how many answered."""

from service.numerals import percent, whole
from service.parts import Bars, Color, Figure, Line, Panel, Share, linked
from service.view import View

ORDER = 20


async def show(view: View) -> Panel | None:
    """The rate, and the counts that it comes from; None where only one channel is looked at."""
    _, total = view.words, view.total
    if total["sent"] is None:
        return None
    title = _("Response rate")
    if not total["sent"]:
        return Panel(title, [Line(_("No invitation was sent in this time."))], "third")
    rate = percent(view.language, total["response_rate"])
    sent = view.rows("invitations", time="sent")
    by_now = view.question.rate != "cohort"
    answered = view.rows("invitations", time="sent", state="answered") if by_now else ""
    counts: tuple[tuple[str, int, Color, str], ...] = (
        (_("Sent"), total["sent"], "rest", sent),
        (_("Delivered"), total["delivered"], "middle", ""),
        (_("Answered"), total["answered"], "accent", answered),
    )
    rows = [
        Share(name, linked(whole(view.language, n), to), 100 * n / total["sent"], band=band)
        for name, n, band, to in counts
    ]
    bars = Bars(rows, (_("Step"), _("Invitations")))
    said = _("Invitations first sent in this time, answered by now.")
    return Panel(title, [Figure(rate), bars, Line(said, "soft")], "third", sent)
