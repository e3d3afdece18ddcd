"""What customers wrote last, or wrote about something."""

from collections.abc import Sequence

from service.parts import Line, Panel, Quotes, Search
from service.quoting import columns, quote
from service.view import View
from surveys.comments import Comment, latest, matching

ORDER = 60
MOST = 12


async def show(view: View) -> Panel:
    """Their words, the score and the segments. Never who they are."""
    _, search = view.words, "" if view.question.as_of else view.query.get("search", "")
    title = _("Comments with these words") if search else _("Latest comments")
    kept = {name: text for name, text in view.query.items() if name != "search"}
    field = Search(_("Search comments"), search, kept, view.link(search=None) if search else "")
    found = await _found(view, search)
    rows = view.rows("responses", comment=1, search=search or None)
    if not found:
        return Panel(title, [field, Line(_("No comments in this time."))], "whole", rows)
    said = [quote(view.language, view.question, one) for one in found]
    quotes = Quotes(said, columns(_))
    return Panel(title, [field, quotes], "whole", rows)


async def _found(view: View, search: str) -> Sequence[Comment]:
    if search:  # which knows no earlier state
        return await matching(view.database, view.question, search, MOST)
    return await latest(view.database, view.question, MOST)
