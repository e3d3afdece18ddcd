"""Reads the form of an answer page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from surveys.answering import LONGEST_COMMENT
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.kinds import kinds
from surveys.questions import Question

LONGEST_TEXT = 2000
SCALE = range(1, 6)


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent. None: the form did not have the field, so what is there stays."""

    score: int
    comment: str | None
    answers: dict[str, Any] | None
    nonce: str
    trapped: bool  # the hidden field was filled in, which no person sees
    touched: bool | None = None  # by a hand, as far as the page's script saw; None: it did not run


def filled_in(form: FormData, definition: Definition) -> Filled:
    """Validate a form; InvalidInput names each wrong field."""
    score = score_of(_text(form, "score") or "", definition)
    answers = {
        q.key: found for q in definition.questions if (found := _answer(form, q)) is not None
    }
    comment = _text(form, "comment")
    return Filled(
        score=score,
        comment=None if comment is None else clean(comment, LONGEST_COMMENT),
        answers=answers if any(key.startswith("q_") for key in form) else None,
        nonce=_text(form, "nonce") or "",
        trapped=bool(_text(form, "website")),
        touched={"yes": True, "no": False}.get(_text(form, "touched") or ""),
    )


def score_of(text: str, definition: Definition) -> int:
    """A whole number on the survey's scale; InvalidInput otherwise."""
    kind = kinds()[definition.kind]
    digits = text.strip()
    if digits.isascii() and digits.isdigit() and len(digits) <= 2:
        score = int(digits)
        if kind.LOW <= score <= kind.HIGH:
            return score
    raise InvalidInput(
        FieldError("score", f"must be a whole number from {kind.LOW} to {kind.HIGH}")
    )


def clean(text: str, longest: int) -> str:
    """Text that every database keeps: no NUL, no lone surrogate, one kind of line end."""
    kept = text.replace("\x00", "\N{REPLACEMENT CHARACTER}").replace("\r\n", "\n")
    return kept.encode("utf-8", "replace").decode("utf-8").strip()[:longest]


def _answer(form: FormData, question: Question) -> Any:
    given = [value for value in form.getlist(f"q_{question.key}") if isinstance(value, str)]
    given = [clean(value, LONGEST_TEXT) for value in given if value.strip()]
    if not given:
        return None
    if question.type == "text":
        return given[0]
    allowed = list(question.options) or [str(point) for point in SCALE]
    return _chosen(question, given, allowed)


def _chosen(question: Question, given: Sequence[str], allowed: Sequence[str]) -> Any:
    if wrong := [value for value in given if value not in allowed]:
        field = f"q_{question.key}"
        raise InvalidInput(
            FieldError(field, f"{wrong[0][:50]!r} is not one of {', '.join(allowed)}")
        )
    return list(dict.fromkeys(given)) if question.type == "multiple" else given[0]


def _text(form: Mapping[str, Any], name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None
