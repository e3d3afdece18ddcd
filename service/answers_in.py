"""Reads the form of an answer page."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import FormData

from surveys.answering import LONGEST_COMMENT
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.kinds import kinds
from surveys.questions import Question, applying

LONGEST_TEXT = 2000


@dataclass(frozen=True, slots=True)
class Filled:
    """What was sent. None: the form did not have the field, so what is there stays."""

    score: int
    comment: str | None
    answers: dict[str, Any] | None
    contact: bool
    nonce: str
    trapped: bool  # the hidden field was filled in, which no person sees
    touched: bool | None = None  # by a hand, as far as the page's script saw; None: it did not run


def filled_in(form: FormData, definition: Definition) -> Filled:
    """Validate a form; InvalidInput names each wrong field. What answers a question that this score
    and these answers do not bring up is left out."""
    score = score_of(_text(form, "score") or "", definition)
    if wrong := [error for q in definition.questions for error in _wrong(form, q)]:
        raise InvalidInput(*wrong)
    answers = answers_in(form, definition)
    asked = {question.key for question in applying(definition.questions, score, answers)}
    comment = _text(form, "comment")
    return Filled(
        score=score,
        comment=None if comment is None else clean(comment, LONGEST_COMMENT),
        answers={key: answers[key] for key in answers if key in asked}
        if any(key.startswith("q_") for key in form)
        else None,
        contact=bool(_text(form, "contact")),
        nonce=_text(form, "nonce") or "",
        trapped=bool(_text(form, "unused")),
        touched={"yes": True, "no": False}.get(_text(form, "touched") or ""),
    )


def answers_in(form: FormData, definition: Definition) -> dict[str, Any]:
    """What of a form answers a question, by its key."""
    found = ((question.key, _answer(form, question)) for question in definition.questions)
    return {key: answer for key, answer in found if answer is not None}


def comment_in(form: FormData) -> str:
    """The comment, "" for none."""
    return clean(_text(form, "comment") or "", LONGEST_COMMENT)


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


def _given(form: FormData, question: Question) -> list[str]:
    values = [value for value in form.getlist(f"q_{question.key}") if isinstance(value, str)]
    return [clean(value, LONGEST_TEXT) for value in values if value.strip()]


def _answer(form: FormData, question: Question) -> Any:
    given, choices = _given(form, question), question.choices
    fitting = [one for one in given if one in choices] if choices else given
    if not fitting:
        return None
    return list(dict.fromkeys(fitting)) if question.type == "multiple" else fitting[0]


def _wrong(form: FormData, question: Question) -> Iterator[FieldError]:
    choices = question.choices
    if choices and (odd := [one for one in _given(form, question) if one not in choices]):
        message = f"{odd[0][:50]!r} is not one of {', '.join(choices)}"
        yield FieldError(f"q_{question.key}", message)


def _text(form: Mapping[str, Any], name: str) -> str | None:
    value = form.get(name)
    return value if isinstance(value, str) else None
