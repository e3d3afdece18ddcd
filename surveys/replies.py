"""Takes in what people write back: an answer, a comment, a wish, or something for a person to read.

Each message once, whole in one transaction: what it changes, and the row that says so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from surveys import answering, suppression
from surveys.address import same_number
from surveys.answering import LONGEST_COMMENT, Answer
from surveys.catalogue import Catalogue, Published
from surveys.conversations import OPEN_FOR
from surveys.database import Database, Row, Transaction
from surveys.definition import Definition
from surveys.errors import Conflict
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.kinds import kinds
from surveys.reply import Reading, read

OUTCOMES = {
    "answered": "It says a score, which is the answer now.",
    "changed": "It says another score, or the same again, after an answer.",
    "commented": "It came after an answer and is its comment now.",
    "unclear": "It says no score that anybody could be sure of.",
    "closed": "The question it is about is over or taken back.",
    "unmatched": "Nothing was asked at this number in the last three days, or what was asked "
    "cannot be read any more.",
    "stop": "The number gets nothing more on this channel.",
    "start": "The number may be written to on this channel again.",
    "help": "They want to know what this is.",
}
Labels = Callable[[Definition, str], Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody wrote. `sender` is their number, `recipient` ours; `replies_to`: the provider's
    name for the message that they point at."""

    channel: str
    sender: str
    recipient: str
    text: str
    at: datetime
    provider_id: str = ""
    replies_to: str = ""
    button: str = ""
    wish: Literal["stop", "start", "help"] | None = None


@dataclass(frozen=True, slots=True)
class About:
    """The question that a reply is about."""

    invitation_id: int
    survey: Published
    language: str


@dataclass(frozen=True, slots=True)
class Replies:
    """`labels` are the names of a survey's scores in its languages, one language first."""

    database: Database
    catalogue: Catalogue
    keyring: Keyring
    labels: Labels

    async def take(self, said: Said) -> str | None:
        """One of OUTCOMES; None for a message that has come before, which changes nothing."""
        digests = [self.keyring.address_digest(number) for number in same_number(said.sender)]
        about = await self._about(said, digests)

        async def work(tx: Transaction) -> str | None:
            await tx.lock(f"reply:{said.channel}:{digest}" for digest in digests)
            if said.provider_id and await tx.fetch("replies.known", said.provider_id):
                return None
            for digest in digests:
                await tx.fetch("conversations.heard", said.channel, digest, to_micros(said.at))
            outcome = await self._outcome(tx, said, about)
            await tx.insert("inbound", [_row(said, about, outcome)])
            return outcome

        return await self.database.transact(work)

    async def _about(self, said: Said, digests: Sequence[str]) -> About | None:
        """None as well where this release cannot read the survey: STOP must not depend on it."""
        if (row := await self._asked(said, digests)) is None:
            return None
        try:
            survey = await self.catalogue.version(int(row["survey_id"]), int(row["version"]))
        except Conflict:
            return None
        return About(int(row["id"]), survey, row["language"])

    async def _asked(self, said: Said, digests: Sequence[str]) -> Row | None:
        since, said_to = to_micros(said.at - OPEN_FOR), said.replies_to
        for digest in digests:
            for row in await self.database.fetch(
                "replies.about", said.channel, digest, since, said_to
            ):
                return row
        return None

    async def _outcome(self, tx: Transaction, said: Said, about: About | None) -> str:
        if said.wish is not None:
            await self._heed(tx, said)
            return said.wish
        if about is None:
            return "unmatched"
        await _arrived(tx, about, said.at)
        await tx.fetch("answering.invitations", [about.invitation_id])  # held from here on
        rows = await tx.fetch("answering.responses", [about.invitation_id])
        earlier = next((row for row in rows if row["deleted_at"] is None), None)
        answer, outcome = _answer(said, about, self._reading(said, about), earlier)
        if answer is None:
            return outcome
        [verdict] = await answering.take(tx, [answer])
        return {"recorded": outcome, "machine": "unclear"}.get(verdict, "closed")

    async def _heed(self, tx: Transaction, said: Said) -> None:
        if said.wish == "stop":
            await suppression.stop(tx, self.keyring, said.channel, said.sender, said.at)
        if said.wish == "start":
            await suppression.start(tx, self.keyring, said.channel, said.sender)

    def _reading(self, said: Said, about: About) -> Reading:
        definition = about.survey.definition
        kind, labels = kinds()[definition.kind], self.labels(definition, about.language)
        pressed = read(said.button, kind.LOW, kind.HIGH, labels)
        return (
            pressed if pressed.score is not None else read(said.text, kind.LOW, kind.HIGH, labels)
        )


def _answer(
    said: Said, about: About, reading: Reading, earlier: Row | None
) -> tuple[Answer | None, str]:
    """What a reading answers, and what that makes of the message."""
    given: dict[str, Any] = {
        "at": said.at,
        "channel": said.channel,
        "request": {"channel": said.channel},
    }
    if reading.score is not None:
        if earlier and not reading.apart and reading.score != int(earlier["score"]):
            return None, "unclear"
        comment = reading.comment or None
        answer = Answer(about.invitation_id, reading.score, comment=comment, **given)
        return answer, "changed" if earlier else "answered"
    if earlier is None or reading.unclear or not reading.comment:
        return None, "unclear"
    comment = "\n".join(filter(None, (earlier["comment"], reading.comment)))[:LONGEST_COMMENT]
    return Answer(about.invitation_id, int(earlier["score"]), comment=comment, **given), "commented"


async def _arrived(tx: Transaction, about: About, at: datetime) -> None:
    """Whoever replies has got the message, even if nobody knew that it was sent."""
    if await tx.fetch("clicking.arrived", [about.invitation_id]):
        await tx.fetch("outbox.asked", [about.invitation_id], to_micros(at))


def _row(said: Said, about: About | None, outcome: str) -> dict[str, Any]:
    return {
        "channel": said.channel,
        "sender": said.sender,
        "recipient": said.recipient,
        "provider_id": said.provider_id or None,
        "text": said.text,
        "outcome": outcome,
        "invitation_id": about.invitation_id if about else None,
        "received_at": to_micros(said.at),
    }
