"""Answers that nobody was invited to give: at a counter, on a kiosk, in a web page, by telephone.

Each belongs to a visit, such as one load of a page, and there is one response a visit: what comes
again from the same visit edits it, so a repeat counts once however often it is sent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from surveys import answering, contacts
from surveys.catalogue import Published
from surveys.contact import Contact
from surveys.database import Database, Transaction
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.standing import Standing

NEWS = timedelta(days=1)  # nobody calls on customers about what they said before that


@dataclass(frozen=True, slots=True)
class WalkIn:
    """What somebody said `at` a moment that we heard of `now`. None for comment or answers: leave
    what is there. `visit`: 64 characters at most."""

    survey: Published
    visit: str
    channel: str
    language: str
    score: int
    at: datetime
    now: datetime
    comment: str | None = None
    answers: Mapping[str, Any] | None = None
    segments: Mapping[str, str] = field(default_factory=dict)
    contact: Contact | None = None


async def record(database: Database, keyring: Keyring, given: Sequence[WalkIn]) -> list[int]:
    """Record all in one durable transaction, in order; the ids of their responses."""

    async def work(tx: Transaction) -> list[int]:
        met = await contacts.resolve(tx, [one.contact for one in given], keyring)
        standings = await stand(tx, given, met)
        await answering.write(tx, list({one.visit: one for one in standings}.values()))
        return [standing.response_id for standing in standings]

    return await database.transact(work, whole=True)


async def stand(
    tx: Transaction, given: Sequence[WalkIn], met: Sequence[Contact | None]
) -> list[Standing]:
    """How the response of each stands with it, not written yet. `met`: who said it."""
    visits = sorted({one.visit for one in given})
    await tx.lock(f"visit:{visit}" for visit in visits)
    rows = await tx.fetch("walk_ins.responses", visits) if visits else []
    found = {row["visit"]: Standing.of(row) for row in rows}
    for one, person in zip(given, met, strict=True):
        standing = found.setdefault(one.visit, _new(one))
        if person is not None:
            standing.meet(person.id)
        standing.language = one.language
        at, now = to_micros(one.at), to_micros(one.now)
        standing.take(one.score, one.comment, one.answers, "explicit", at, now)
        look_into(standing, one)
    return [found[one.visit] for one in given]


def look_into(standing: Standing, one: WalkIn) -> None:
    """Open a case for somebody who is unhappy now, if anybody knows who that is."""
    follow_up = one.survey.definition.follow_up
    if follow_up and standing.contact_id and one.now - one.at <= NEWS:
        standing.look_into(follow_up.reason(one.score, False), to_micros(one.now))


def _new(one: WalkIn) -> Standing:
    return Standing(
        invitation_id=None,
        survey_id=one.survey.survey_id,
        version=one.survey.version,
        contact_id=None,
        segments=one.segments,
        language=one.language,
        channel=one.channel,
        visit=one.visit,
    )
