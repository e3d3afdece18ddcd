"""Finds the invitation behind a link, and logs clicks. settling.py makes answers of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from surveys.catalogue import Catalogue, Published
from surveys.clicks import first
from surveys.database import Database, Row, Transaction
from surveys.evidence import Click
from surveys.evidence.settling import History
from surveys.instant import from_micros, to_micros
from surveys.keyring import CODE_LENGTH, TOKEN_LENGTH
from surveys.terms import Terms

NO_TOKEN = "-" * TOKEN_LENGTH


@dataclass(slots=True)
class Link:
    """The invitation behind an answer link, with the answer it has, if any."""

    invitation_id: int
    survey: Published
    state: str
    name: str | None
    locale: str | None
    segments: Mapping[str, str]
    expires_at: datetime
    score: int | None
    comment: str | None
    answers: Mapping[str, Any]
    sent_at: datetime | None = None  # the newest message about it
    answered_at: datetime | None = None  # by a person, with the button
    channel: str | None = None  # that the answer came on
    contact: bool = False  # the customer has asked to be contacted

    @property
    def terms(self) -> Terms:
        """What the survey says about its answers."""
        return Terms(self.survey.definition.follow_up, self.survey.definition.editable)

    def may_change(self, now: datetime) -> bool:
        """Whether nothing has been sent yet, or what may still be changed."""
        return self.answered_at is None or self.terms.may_change(self.answered_at, now)


@dataclass(slots=True)
class Logged:
    """A click and what its request carried; `settle_at`: when it may become an answer."""

    invitation_id: int
    click: Click
    request: Mapping[str, Any]
    settle_at: datetime | None = None


async def find_all(
    database: Database | Transaction, catalogue: Catalogue, tokens: Sequence[str]
) -> list[Link | None]:
    """The invitation behind each link, None where there is none. What cannot be a token is looked
    for like one that is unknown, so that the time that it takes tells nothing."""
    wanted = [token if token.isascii() and token.isalnum() else NO_TOKEN for token in tokens]
    rows = {row["token"]: row for row in await database.fetch("clicking.find", wanted)}
    await catalogue.remember({_version(row) for row in rows.values()}, database)
    found = {token: await _link(catalogue, row) for token, row in rows.items()}
    return [found.get(token) for token in wanted]


async def _link(catalogue: Catalogue, row: Row) -> Link:
    return Link(
        invitation_id=int(row["id"]),
        survey=await catalogue.version(*_version(row)),
        state=row["state"],
        name=row["name"],
        locale=row["locale"],
        segments=from_json(row["segments"]),
        expires_at=from_micros(int(row["expires_at"])),
        score=None if row["score"] is None else int(row["score"]),
        comment=row["comment"],
        answers=from_json(row["answers"]) if row["answers"] else {},
        sent_at=None if row["sent_at"] is None else from_micros(int(row["sent_at"])),
        answered_at=from_micros(int(row["answered_at"])) if row["evidence"] == "explicit" else None,
        channel=row["channel"],
        contact=row["case_reason"] == "asked",
    )


def _version(row: Row) -> tuple[int, int]:
    return int(row["survey_id"]), int(row["version"])


async def token_of(database: Database, code: str) -> str | None:
    """The answer token that a short code stands for, None when there is none, or two."""
    if len(code) != CODE_LENGTH or not (code.isascii() and code.isalnum()):
        return None
    last = code + "z" * (TOKEN_LENGTH - CODE_LENGTH + 1)
    rows = await database.fetch("clicking.short", code, last)
    return str(rows[0]["token"]) if len(rows) == 1 else None


async def keep(tx: Transaction, clicks: Sequence[Logged]) -> None:
    """Write clicks down. A click proves that a message of unknown outcome did arrive."""
    await tx.insert("click", [_row(logged) for logged in clicks])
    ids = sorted({logged.invitation_id for logged in clicks})
    if arrived := await tx.fetch("clicking.arrived", ids):
        asked = [int(row["invitation_id"]) for row in arrived]
        await tx.fetch("outbox.asked", asked, to_micros(clicks[0].click.at))


async def is_believed(database: Database, invitation_id: int, click: Click) -> bool:
    """Whether a scripted click would be an answer, as far as anybody knows by now."""
    known = await database.read(lambda tx: first(tx, [invitation_id]), whole=True)
    return History.of([*known.get(invitation_id, []), click]).doubt(click) is None


def _row(logged: Logged) -> dict[str, Any]:
    return {
        "invitation_id": logged.invitation_id,
        "at": to_micros(logged.click.at),
        "action": logged.click.action,
        "score": logged.click.score,
        "grade": logged.click.grade,
        "reasons": logged.click.reasons,
        "visit": logged.click.visit,
        "evidence": logged.request,
        "settle_at": to_micros(logged.settle_at) if logged.settle_at else None,
    }
