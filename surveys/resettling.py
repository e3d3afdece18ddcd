"""Judges clicks again by today's rules. What was sent with the button stays as it is."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from surveys import answering, clicks
from surveys.catalogue import Catalogue
from surveys.database import Database, Row, Transaction
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput
from surveys.evidence import Click
from surveys.evidence.settling import History, Settled, settle
from surveys.instant import to_micros
from surveys.settling import settled_of
from surveys.standing import Standing

AT_A_TIME = 200
TAKEN_OUT = "none"  # the evidence of a response that the rules have taken out, and may bring back


@dataclass(slots=True)
class Resettled:
    """`answers`: how many were added, changed, taken out or only have another evidence, by survey
    and by that word."""

    links: int = 0
    clicks: int = 0
    answers: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Resettling:
    """Clicks since `since` that had `settle_seconds` by `now`."""

    database: Database
    catalogue: Catalogue
    since: datetime
    now: datetime
    settle_seconds: float

    def check(self) -> None:
        """InvalidInput where clicks are not kept any more."""
        oldest = self.now - clicks.KEPT
        if self.since < oldest:
            kept = (
                f"clicks are kept for {clicks.KEPT.days} days; name a time after {oldest:%Y-%m-%d}"
            )
            raise InvalidInput(FieldError("--since", kept))

    async def count(self) -> int:
        """How many links there are to look at."""
        [row] = await self.database.fetch("clicking.count_links", to_micros(self.since))
        return int(row["n"])

    async def run(self, advance: Callable[[int], None]) -> Resettled:
        """Look at all of them, some at a time; again, and nothing changes any more."""
        told, last = Resettled(), 0
        while links := await self._links(last):
            surveys = {int(row["id"]): await self._definition(row) for row in links}
            await self.database.transact(
                lambda tx, surveys=surveys: self._judge(tx, surveys, told),  # type: ignore[misc]  # bound here
                whole=True,
            )
            last = int(links[-1]["id"])
            told.links += len(links)
            advance(len(links))
        return told

    async def _links(self, last: int) -> Sequence[Row]:
        since = to_micros(self.since)
        return await self.database.fetch("clicking.links", since, last, AT_A_TIME)

    async def _definition(self, row: Row) -> Definition:
        return (await self.catalogue.version(int(row["survey_id"]), int(row["version"]))).definition

    async def _judge(
        self, tx: Transaction, surveys: Mapping[int, Definition], told: Resettled
    ) -> None:
        invitations, standings = await answering.held(tx, sorted(surveys))
        changed: list[Click] = []
        for invitation_id, pairs in (await clicks.regraded(tx, surveys)).items():
            definition, invitation = surveys[invitation_id], invitations[invitation_id]
            found, graded = self._settled([anew for _, anew in pairs], definition)
            changed += [graded[one.id] for one, _ in pairs if graded[one.id] != one]
            standing = standings.setdefault(invitation_id, Standing.new(invitation))
            if self._is_open(standing, invitation, found) and (
                word := self._apply(standing, found)
            ):
                told.answers[definition.key, word] += 1
        told.clicks += len(changed)
        await clicks.lower(tx, changed)
        await answering.write(tx, list(standings.values()))

    def _settled(
        self, known: Sequence[Click], definition: Definition
    ) -> tuple[Settled | None, dict[int, Click]]:
        """What the clicks amount to, and how each is graded in the end, by id."""
        before = self.now - timedelta(seconds=self.settle_seconds)
        due = [one for one in known if one.at <= before and not definition.strict]
        found, lowered = settle(History.of(known), due, None)
        return found, {one.id: one for one in (*known, *lowered)}

    def _is_open(self, standing: Standing, invitation: Row, found: Settled | None) -> bool:
        """Whether the rules have a say: no person has, and all the clicks are there."""
        if standing.counts:
            return standing.evidence != "explicit" and standing.answered_at >= to_micros(self.since)
        if standing.response_id and standing.evidence != TAKEN_OUT:
            return False
        in_time = found is not None and to_micros(found.at) < int(invitation["expires_at"])
        return in_time and invitation["state"] in answering.OPEN

    def _apply(self, standing: Standing, found: Settled | None) -> str:
        """Let the response say what was found; what that changed, '' for nothing."""
        was, now = settled_of(standing), to_micros(self.now)
        if found is None:
            standing.drop(now)
            standing.evidence, standing.unanswered = TAKEN_OUT, True
            return "taken out"
        if was and (was.score, was.evidence) == (found.score, found.evidence):
            return ""
        standing.take(found.score, None, None, found.evidence, to_micros(found.at), now)
        if was is None:
            return "added"
        return "changed" if was.score != found.score else "with another evidence"
