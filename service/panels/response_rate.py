"""Of those who were asked, how many answered."""

from typing import Any

from service.numerals import percent, whole
from service.parts import Bars, Color, Figure, Line, Panel, Share, Text
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
    by_now = view.question.rate != "cohort"
    rows = [
        _share(view, _("Sent"), "sent", "rest", {}),
        _share(view, _("Delivered"), "delivered", "middle", {"failed": 0}),
        _share(
            view, _("Answered"), "answered", "accent", {"state": "answered"} if by_now else None
        ),
    ]
    bars = Bars(rows, (_("Step"), _("Invitations")))
    said = _("Invitations first sent in this time, answered by now.")
    sent = view.rows("invitations", time="sent")
    return Panel(title, [Figure(rate), bars, Line(said, "soft")], "third", sent)


def _share(view: View, name: str, step: str, band: Color, query: dict[str, Any] | None) -> Share:
    """`query`: how the list of invitations is asked for them, None where it cannot be."""
    n = view.total[step]
    number: Text = whole(view.language, n)
    if query is not None:
        number = view.number(n, "invitations", time="sent", **query)
    return Share(name, number, 100 * n / view.total["sent"], band)
