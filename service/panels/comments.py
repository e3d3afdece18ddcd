"""What customers wrote last."""

from service.numerals import moment
from service.parts import Line, Panel, Quote, Quotes
from service.scales import bands
from service.view import View
from surveys.comments import Comment, latest

ORDER = 60
MOST = 12


async def show(view: View) -> Panel:
    """Their words, the score and the segments. Never who they are."""
    _ = view.words
    found = await latest(view.database, view.question, MOST)
    if not found:
        return Panel(_("Latest comments"), [Line(_("No comments in this time."))], "whole")
    return Panel(_("Latest comments"), [Quotes([_quote(view, one) for one in found])], "whole")


def _quote(view: View, comment: Comment) -> Quote:
    at = comment.answered_at.astimezone(view.question.zone)
    return Quote(
        text=comment.text,
        language=comment.language,
        score=comment.score,
        band=bands(view.definition.kind)[comment.score],
        about=list(comment.segments.values()),
        said_at=moment(view.language, at),
        at=at.isoformat(),
    )
