"""Of those who were asked, how many answered."""

from service.numerals import percent, whole
from service.parts import Bars, Color, Figure, Line, Panel, Share
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
    counts: tuple[tuple[str, int, Color], ...] = (
        (_("Sent"), total["sent"], "rest"),
        (_("Delivered"), total["delivered"], "middle"),
        (_("Answered"), total["answered"], "accent"),
    )
    rows = [
        Share(name, whole(view.language, count), 100 * count / total["sent"], band=band)
        for name, count, band in counts
    ]
    said = _("Invitations first sent in this time, answered by now.")
    return Panel(title, [Figure(rate), Bars(rows), Line(said, "soft")], "third")
