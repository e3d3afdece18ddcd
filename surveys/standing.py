"""Where one response stands while a batch of answers goes over it."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from surveys import ledger
from surveys.database import Row, Transaction
from surveys.follow_up import Reason

State = dict[str, Any]  # an answer that counted, with the visit that it came from


@dataclass(slots=True)
class Standing:
    """A response, stored or about to be; remembers what its changes mean for the ledger."""

    invitation_id: int | None
    survey_id: int
    version: int
    contact_id: int | None
    segments: Mapping[str, str]
    language: str
    channel: str
    visit: str | None = None  # of an answer without an invitation
    response_id: int = 0
    score: int = 0
    comment: str | None = None
    answers: Mapping[str, Any] | None = None
    evidence: str = ""
    page_visit: str = ""
    page_at: int | None = None
    answered_at: int = 0
    updated_at: int = 0
    deleted_at: int | None = None
    changed: bool = False
    counts: bool = False
    unanswered: bool = False  # only machines have answered: the person may still be reminded
    case: Reason | None = None  # why it opens one
    case_at: int = 0
    undone_since: int | None = None  # from when on nothing is believed that came
    _deltas: list[tuple[int, int, int, dict[str, Any] | None]] = field(default_factory=list)

    @classmethod
    def new(cls, invitation: Row, channel: str | None = None) -> "Standing":
        """Nothing answered yet; `channel` is where the answer comes from, if that is known."""
        return cls(
            invitation_id=int(invitation["id"]),
            survey_id=int(invitation["survey_id"]),
            version=int(invitation["version"]),
            contact_id=int(invitation["contact_id"]),
            segments=json.loads(invitation["segments"]),
            language=invitation["language"],
            channel=channel or invitation["channel"] or "link",
        )

    @classmethod
    def of(cls, row: Row) -> "Standing":
        """As it is stored."""
        names = ("invitation_id", "survey_id", "version", "contact_id", "language", "channel")
        more = ("score", "comment", "evidence", "page_visit", "page_at")
        times = ("answered_at", "updated_at", "deleted_at")
        return cls(
            **{name: row[name] for name in (*names, *more, *times)},
            segments=json.loads(row["segments"]),
            answers=json.loads(row["answers"]) if row["answers"] else None,
            response_id=int(row["id"]),
            counts=row["deleted_at"] is None,
        )

    def take(
        self,
        score: int,
        comment: str | None,
        answers: Mapping[str, Any] | None,
        evidence: str,
        answered_at: int,
        at: int,
        visit: str = "",
        page_at: int | None = None,
    ) -> None:
        """Answer or change the answer; the same answer once more changes nothing.

        `at` is when it begins to count, later than `answered_at` for an answer that settled.
        """
        comment = self.comment if comment is None else comment or None
        answers = self.answers if answers is None else answers or None
        if self.counts and (score, comment, answers) == (self.score, self.comment, self.answers):
            if self.evidence not in ("explicit", evidence):
                self.evidence, self.page_visit, self.page_at = evidence, visit, page_at
                self.changed = True
            return
        if self.counts:
            self._deltas.append((self.score, -1, at, self._state()))
        self._deltas.append((score, +1, at, None))
        self.score, self.comment, self.answers, self.evidence = score, comment, answers, evidence
        self.page_visit, self.page_at = visit, page_at
        self.answered_at = self.answered_at or answered_at
        self.updated_at, self.deleted_at = at, None
        self.changed = self.counts = True

    def meet(self, contact_id: int) -> None:
        """Somebody turns out to be known who had begun without a name."""
        if self.contact_id is None:
            self.contact_id, self.changed = contact_id, True

    def drop(self, at: int) -> None:
        """Count no more."""
        if self.counts:
            self._deltas.append((self.score, -1, at, self._state()))
            self.deleted_at = self.updated_at = at
            self.changed, self.counts = True, False
            self.undone_since = 0

    def look_into(self, why: Reason | None, at: int) -> None:
        """Open a case; that somebody asks for it counts for more than a score."""
        if why is not None and self.case != "asked":
            self.case, self.case_at = why, at

    def holds_against(
        self,
        score: int,
        comment: str | None,
        answers: Mapping[str, Any] | None,
        visit: str,
        page_at: int,
    ) -> bool:
        """Whether what a person has sent stays, although this form says something else: its page is
        older than the answer, and not one that was loaded since in the visit that gave it."""
        if not self.counts or self.evidence != "explicit" or page_at >= self.updated_at:
            return False
        if visit == self.page_visit and page_at >= (self.page_at or 0):
            return False
        commented = comment is not None and comment != (self.comment or "")
        answered = answers is not None and answers != (self.answers or {})
        return score != self.score or commented or answered

    async def restore(self, tx: Transaction, machine: Collection[str], began: int, at: int) -> None:
        """Go back to the last answer that did not come from these visits, or to none. `began`: when
        the first form of theirs came."""
        self.case, self.undone_since = None, began
        stored = await tx.fetch("standing.entries", self.response_id)
        kept = self._before(machine, [dict(row) for row in stored] + self.entries())
        if kept is None:
            self.drop(at)
            self.unanswered = True
        elif kept["page_visit"] != self.page_visit:
            answer = (kept["score"], kept["comment"] or "", kept["answers"] or {}, kept["evidence"])
            self.take(*answer, at, at, kept["page_visit"], kept["page_at"])

    def _before(self, machine: Collection[str], entries: Sequence[State]) -> State | None:
        for state in reversed(self._states(entries)):
            if state is None or state["page_visit"] not in machine:
                return state
        return None

    def _states(self, entries: Sequence[State]) -> list[State | None]:
        """Every answer that counted, in order; None where there was none any more."""
        states: list[State | None] = []
        gone_at = None
        for one in entries:
            if int(one["delta"]) > 0:
                if gone_at not in (None, int(one["at"])):
                    states.append(None)
                states.append({"score": int(one["score"]), **self._state()})
                gone_at = None
            else:
                before = one["previous"]
                before = json.loads(before) if isinstance(before, str) else before
                states[-1] = {
                    "score": int(one["score"]),
                    "page_visit": "",
                    "page_at": None,
                    **before,
                }
                gone_at = int(one["at"])
        return states if gone_at is None else [*states, None]

    def _state(self) -> State:
        names = ("comment", "answers", "evidence", "page_visit", "page_at")
        return {name: getattr(self, name) for name in names}

    def entries(self) -> list[dict[str, Any]]:
        """The ledger rows of what changed."""
        return [
            ledger.entry(
                self.response_id, self.survey_id, self.answered_at, score, delta, at, previous
            )
            for score, delta, at, previous in self._deltas
        ]

    def row(self) -> dict[str, Any]:
        """The stored row, but for its id."""
        return {
            "invitation_id": self.invitation_id,
            "visit": self.visit,
            "survey_id": self.survey_id,
            "version": self.version,
            "contact_id": self.contact_id,
            "score": self.score,
            "comment": self.comment,
            "answers": self.answers,
            "segments": self.segments,
            "channel": self.channel,
            "language": self.language,
            "evidence": self.evidence,
            "page_visit": self.page_visit,
            "page_at": self.page_at,
            "answered_at": self.answered_at,
            "updated_at": self.updated_at,
            "deleted_at": self.deleted_at,
        }
