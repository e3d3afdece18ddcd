"""What unhappy people write about."""

from service.parts import Line, Panel, Table, linked
from service.view import View
from surveys.complaints import complaints
from surveys.kinds import kinds, worst

ORDER = 58
MOST = 10


async def show(view: View) -> Panel | None:
    """The terms that are no chance; None where nobody unhappy has written anything."""
    _ = view.words
    found = await complaints(view.database, view.question)
    if not found.low_comments:
        return None
    title = _("What unhappy people write about")
    clear = [one for one in found.themes if one.significant][:MOST]
    if not clear:
        return Panel(title, [Line(_("Nothing that others do not write about as well."))])
    low = max(worst(kinds()[view.definition.kind]))
    columns = (_("Term"), _("In comments of unhappy people"), _("In other comments"))
    rows = [
        (
            linked(one.term, view.rows("responses", term=one.term)),
            view.number(one.low, "responses", term=one.term, max_score=low),
            view.number(one.others, "responses", term=one.term, min_score=low + 1),
        )
        for one in clear
    ]
    unhappy = view.rows("responses", comment=1, max_score=low)
    return Panel(title, [Table(title, columns, rows)], rows=unhappy)
