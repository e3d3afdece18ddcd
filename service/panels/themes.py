"""What unhappy people write about."""

from service.numerals import whole
from service.parts import Line, Panel, Table, Text, linked
from service.view import View
from surveys.complaints import LOOKED_AT, complaints
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

    def count(n: int, **query: object) -> Text:
        if found.comments == LOOKED_AT:  # there may be older ones, which a list would have as well
            return whole(view.language, n)
        return view.number(n, "responses", **query)

    rows = [
        (
            linked(one.term, view.rows("responses", term=one.term)),
            count(one.low, term=one.term, max_score=low),
            count(one.others, term=one.term, min_score=low + 1),
        )
        for one in clear
    ]
    unhappy = view.rows("responses", comment=1, max_score=low)
    return Panel(title, [Table(title, columns, rows)], rows=unhappy)
