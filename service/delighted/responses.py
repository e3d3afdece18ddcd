"""Responses in Delighted's shape, and how they are recorded and changed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from service.answers_in import score_of
from service.delighted.door import missing
from service.delighted.reading import moment_of, parsed, seconds
from service.delighted.response_in import ChangeIn, ResponseIn
from service.engine import Engine
from surveys import contacts, correcting, feedback, people, telling
from surveys.catalogue import Published
from surveys.database import Row, Transaction
from surveys.errors import NotFound
from surveys.instant import to_micros
from surveys.invitation import segments_of
from surveys.questions import Question
from surveys.walk_ins import WalkIn
from surveys.wishes import CHANNEL, DELAY

CLOCKS_APART_SECONDS = 60
KEPT = "delighted"  # the name, among the properties, of what an import took over besides
TYPES = {
    "text": "free_response",
    "scale": "scale",
    "single": "select_one",
    "multiple": "select_many",
}


async def record(
    engine: Engine, survey: Published, source: str, said: ResponseIn, now: datetime
) -> int:
    """A new response; its id."""
    score_of(str(said.score), survey.definition)
    at = now if said.created_at is None else moment_of("created_at", said.created_at)
    if (at - now).total_seconds() > CLOCKS_APART_SECONDS:
        raise missing("created_at", "lies in the future; check the sender's clock")

    async def work(tx: Transaction) -> int:
        try:
            person = await people.find(tx, (int(said.person), None, None))
        except NotFound as error:
            raise missing("person", "is nobody's id; create the person first") from error
        given = walk_in(survey, source, person, said, min(at, now), now)
        [recorded] = await telling.store(tx, engine.keyring, [given])
        await feedback.keep(tx, {recorded.response_id: said.person_properties or {}})
        return recorded.response_id

    return await engine.database.transact(work, whole=True)


def walk_in(
    survey: Published,
    source: str,
    person: Mapping[str, Any],
    said: Any,
    at: datetime,
    now: datetime,
    visit: str = "",
    channel: str = "api",
) -> WalkIn:
    """What is recorded of it; `said` has score, comment and person_properties."""
    customer = {name: person[name] for name in ("email", "phone", "name")}
    properties = said.person_properties or {}
    return WalkIn(
        survey=survey,
        visit=visit or uuid4().hex,
        channel=channel,
        language=survey.definition.language_for(_text(properties.get("locale"))),
        score=said.score,
        at=at,
        now=now,
        comment=said.comment,
        segments=segments_of(survey.definition.segments, properties),
        contact=contacts.described(source, customer, to_micros(at)),
    )


def _text(value: Any) -> str | None:
    return value if isinstance(value, str) else None


async def change(engine: Engine, row: Row, said: ChangeIn, now: datetime) -> None:
    """What is to be otherwise. Segments were frozen when the answer came."""
    survey = await engine.catalogue.version(int(row["survey_id"]), int(row["version"]))
    if said.score is not None:
        score_of(str(said.score), survey.definition)
    if said.person_properties is not None:
        new = segments_of(survey.definition.segments, said.person_properties)
        for name, text in parsed(row["segments"]).items():
            if new.get(name, text) != text:
                raise missing(
                    f"person_properties.{name}", f"is a segment, and stays {text!r} for ever"
                )
        if added := sorted(new.keys() - parsed(row["segments"]).keys()):
            raise missing(f"person_properties.{added[0]}", "is a segment, and stays unknown")

    async def work(tx: Transaction) -> None:
        await correcting.correct(tx, int(row["id"]), said.score, said.comment, now)
        if said.person_properties is not None:
            kept = {KEPT: found} if (found := _kept(row)) else {}
            await feedback.keep(tx, {int(row["id"]): {**said.person_properties, **kept}})

    await engine.database.transact(work, whole=True)


async def shown(engine: Engine, row: Row, expanded: bool) -> dict[str, Any]:
    """As GET /survey_responses shows it; `expanded`: with the whole person."""
    survey = await engine.catalogue.version(int(row["survey_id"]), int(row["version"]))
    person_id = None if row["contact_id"] is None else str(row["contact_id"])
    return {
        "id": str(row["id"]),
        "person": person(row) if expanded and person_id else person_id,
        "survey_type": row["kind"],
        "score": row["score"],
        "comment": row["comment"],
        "permalink": f"{engine.settings.base_url.rstrip('/')}/v1/responses/res_{row['id']}",
        "created_at": seconds(row["answered_at"]),
        "updated_at": seconds(row["updated_at"]),
        "person_properties": _properties(row),
        "notes": _kept(row).get("notes", []),
        "tags": _kept(row).get("tags", []),
        "additional_answers": _kept(row).get("additional_answers")
        or _additional(row, survey.definition.questions),
    }


def person(row: Row) -> dict[str, Any]:
    """Whoever gave it."""
    return {
        "id": str(row["contact_id"]),
        "name": row["name"],
        "email": row["email"],
        "phone_number": row["phone"],
        "created_at": seconds(row["created_at"]),
    }


def _kept(row: Row) -> dict[str, Any]:
    """What an import took over besides."""
    found = parsed(row["told"]).get(KEPT)
    return found if isinstance(found, dict) else {}


def _properties(row: Row) -> dict[str, Any]:
    if row["told"] is not None:
        return {name: found for name, found in parsed(row["told"]).items() if name != KEPT}
    asked = parsed(row["payload"]).get("properties") or parsed(row["segments"])
    return {name: found for name, found in asked.items() if name not in (CHANNEL, DELAY)}


def _additional(row: Row, questions: tuple[Question, ...]) -> list[dict[str, Any]]:
    answers, language = parsed(row["answers"]), row["language"]
    return [
        {
            "id": f"{row['id']}-{one.key}",
            "value": {TYPES[one.type]: _value(one, answers[one.key], language)},
            "question": {
                "id": one.key,
                "type": TYPES[one.type],
                "text": _in_language(one.text, language),
            },
        }
        for one in questions
        if one.key in answers
    ]


def _value(question: Question, answer: Any, language: str) -> Any:
    if question.type == "text":
        return answer
    if question.type == "scale":
        return int(answer) if str(answer).isdigit() else answer
    listed = answer if isinstance(answer, list) else [answer]
    chosen = [
        {"id": one, "text": _in_language(question.options.get(one, {}), language) or one}
        for one in listed
    ]
    return chosen if question.type == "multiple" else chosen[0]


def _in_language(texts: Mapping[str, str], language: str) -> str:
    return texts.get(language) or next(iter(texts.values()), "")
