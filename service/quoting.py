"""A customer's words as they stand on a page. Never who they are."""

from service.numerals import moment
from service.parts import Quote
from service.scales import bands
from service.words import Words
from surveys.comments import Comment
from surveys.scores import Question


def columns(_: Words) -> tuple[str, ...]:
    """What a table of quotes calls its columns."""
    return _("Score"), _("Comment"), _("Segments"), _("Time")


def quote(language: str, question: Question, comment: Comment) -> Quote:
    """In a language, with times of the question's zone."""
    at = comment.answered_at.astimezone(question.zone)
    return Quote(
        name=comment.name,
        text=comment.text,
        language=comment.language,
        score=comment.score,
        band=bands(question.survey.definition.kind)[comment.score],
        about=[*comment.segments.values(), *comment.tags],
        said_at=moment(language, at),
        at=at.isoformat(),
    )
