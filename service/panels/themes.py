"""What unhappy people write about."""

from service.numerals import whole
from service.parts import Line, Panel, Table, linked
from service.view import View
from surveys.complaints import complaints

ORDER = 58
MOST = 10


async def show(view: View) -> Panel | None:
    """The terms that are no chance; None where nobody unhappy has written anything."""
    _, language = view.words, view.language
    found = await complaints(view.database, view.question)
    if not found.low_comments:
        return None
    title = _("What unhappy people write about")
    clear = [one for one in found.themes if one.significant][:MOST]
    if not clear:
        return Panel(title, [Line(_("Nothing that others do not write about as well."))])
    columns = (_("Term"), _("In comments of unhappy people"), _("In other comments"))
    rows = [
        (
            linked(one.term, view.rows("responses", search=one.term)),
            whole(language, one.low),
            whole(language, one.others),
        )
        for one in clear
    ]
    return Panel(title, [Table(title, columns, rows)])
