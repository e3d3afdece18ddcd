"""Holds answers that a backend tells to what their surveys ask."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from starlette.datastructures import FormData, UploadFile

import notifiers
from service.answers_in import LONGEST_TEXT, answers_in, filled_in
from surveys import contacts
from surveys.catalogue import Catalogue, Published
from surveys.contact import Contact
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput, NotFound
from surveys.instant import to_micros
from surveys.invitation import LONGEST_SEGMENT, segments_of
from surveys.questions import Question
from surveys.telling import Invited
from surveys.told import MOST_TOLD, Told
from surveys.walk_ins import WalkIn

OWN_CHANNELS = (*notifiers.channel_names(), "embed", "kiosk", "link", "place")


async def answers_of(
    catalogue: Catalogue, told: Sequence[Told], many: bool, source: str, now: datetime
) -> list[WalkIn | Invited]:
    """What is to be recorded; InvalidInput names each wrong field. `source`: the backend, whose
    ids of customers they are."""
    surveys = {key: await _survey(catalogue, key) for key in {one.survey for one in told}}
    found: list[WalkIn | Invited] = []
    mistakes: list[FieldError] = []
    for number, one in enumerate(told):
        path = f"[{number}]." if many else ""
        survey = surveys[one.survey]
        flaws = list(_flaws(one, survey, source, now))
        mistakes += [FieldError(f"{path}{flaw.field}", flaw.message) for flaw in flaws]
        if survey is not None and not flaws:
            found.append(_answer(one, survey, path, source, now))
    if mistakes:
        raise InvalidInput(*mistakes[:MOST_TOLD])
    return found


async def _survey(catalogue: Catalogue, key: str) -> Published | None:
    try:
        return await catalogue.by_key(key)
    except NotFound:
        return None


def _flaws(one: Told, survey: Published | None, source: str, now: datetime) -> Iterator[FieldError]:
    if survey is None:
        message = f"there is no survey {one.survey!r}; `afterword surveys list` names them"
        yield FieldError("survey", message)
        return
    definition = survey.definition
    known = {question.key for question in definition.questions}
    for key in sorted(set(one.answers) - known):
        yield FieldError(f"answers.{key}"[:100], _there_are("question", sorted(known)))
    for name in sorted(set(one.segments) - set(definition.segments)):
        yield FieldError(f"segments.{name}"[:100], _there_are("segment", definition.segments))
    if one.customer is not None and _contact(one, source, now) is None:
        yield FieldError("customer", "needs an id, or an email or phone that can be used")
    if one.channel in OWN_CHANNELS:
        yield FieldError("channel", "is one of Afterword's own; say phone, import, or leave it out")
    for name, value in one.segments.items():
        if len(str(value).strip()) > LONGEST_SEGMENT:
            yield _too_long(f"segments.{name}"[:100], LONGEST_SEGMENT)
    for question in definition.questions:
        yield from _surplus(one.answers.get(question.key), question)
    yield from _unasked(one, definition)


def _surplus(said: Any, question: Question) -> Iterator[FieldError]:
    """What a form would cut off: a page does not let people write or choose so much."""
    values, field = said if isinstance(said, list) else [said], f"answers.{question.key}"
    if len(values) > 1 and question.type != "multiple":
        yield FieldError(field, "takes one answer; send the one that counts")
    if any(len(str(value)) > LONGEST_TEXT for value in values):
        yield _too_long(field, LONGEST_TEXT)


def _unasked(one: Told, definition: Definition) -> Iterator[FieldError]:
    form = _form(one)
    try:
        asked = filled_in(form, definition).answers or {}
    except InvalidInput as error:
        for flaw in error.errors:
            yield FieldError(flaw.field.replace("q_", "answers.", 1), flaw.message)
        return
    for key in answers_in(form, definition):
        if key not in asked:
            message = "is not asked with this score and these other answers; leave it out"
            yield FieldError(f"answers.{key}", message)


def _too_long(field: str, longest: int) -> FieldError:
    return FieldError(field, f"has more than {longest:,} characters; shorten it")


def _there_are(noun: str, names: Sequence[str]) -> str:
    return f"is no {noun} of this survey; there are: {', '.join(names) or 'none'}"


def _form(one: Told) -> FormData:
    """The same as the form of a page has it, so that both are held to one measure."""
    fields: list[tuple[str, str | UploadFile]] = [("score", str(one.score))]
    fields += [("comment", one.comment)] if one.comment is not None else []
    for key, value in one.answers.items():
        values = value if isinstance(value, list) else [value]
        fields += [(f"q_{key}", str(item)) for item in values if item is not None]
    return FormData(fields)


def _answer(
    one: Told, survey: Published, path: str, source: str, now: datetime
) -> WalkIn | Invited:
    definition = survey.definition
    filled = filled_in(_form(one), definition)
    given = WalkIn(
        survey=survey,
        visit=uuid4().hex,
        channel=one.channel,
        language=_language(one, definition),
        score=filled.score,
        at=_moment(one, now),
        now=now,
        comment=filled.comment,
        answers=filled.answers,
        segments=segments_of(definition.segments, one.segments),
        contact=_contact(one, source, now),
    )
    if one.invitation is not None:
        return Invited(f"{path}invitation", one.invitation, None, given)
    if one.event is not None:
        return Invited(f"{path}event", None, int(one.event.removeprefix("evt_")), given)
    return given


def _moment(one: Told, now: datetime) -> datetime:
    return min(one.answered_at or now, now)


def _language(one: Told, definition: Definition) -> str:
    locale = one.customer.locale if one.customer else None
    return definition.language_for(one.language or locale)


def _contact(one: Told, source: str, now: datetime) -> Contact | None:
    if one.customer is None:
        return None
    customer: dict[str, Any] = one.customer.model_dump(exclude_unset=True)
    return contacts.described(source, customer, to_micros(_moment(one, now)))
