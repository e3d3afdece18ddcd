"""Answers as they come. Without a script: those that had come when the page was made."""

from urllib.parse import urlencode

from service.parts import Line, Live, Panel
from service.quoting import columns, quote
from service.view import View
from surveys import tail
from surveys.comments import latest

ORDER = 59
MOST = 8


async def show(view: View) -> Panel | None:
    """None for a time that is over."""
    question = view.question
    if question.as_of or question.span.end <= view.now:
        return None
    _ = view.words
    newest = await tail.newest(view.database)  # first: what comes meanwhile comes twice, not never
    found = await latest(view.database, question, MOST, wordless=True)
    wanted = {
        "survey": view.definition.key,
        "where": [":".join(one) for one in question.conditions],
        "from": question.span.start.astimezone(question.zone).isoformat(),
        "tz": question.zone.key,
    }
    address = f"/live?{urlencode(wanted, doseq=True)}"
    rows = [quote(view.language, question, one) for one in found]
    live = Live(rows, columns(_), address=address, newest=newest, most=MOST)
    none = Line(_("No answers in this time."))
    return Panel(_("Latest answers"), [live, none], "whole", view.rows("responses"))
