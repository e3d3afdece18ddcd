"""Records answers: at most one response per invitation, edits kept, each score exactly once in the
ledger. Everything is written in batches of requests that came together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from surveys import cases, clicks, ledger, terms
from surveys.database import Database, Row, Transaction
from surveys.evidence import AROUND, EXPLICIT, NONE, Click
from surveys.evidence.forms import confirms, doubt
from surveys.evidence.grading import client_of, grade, is_suspect
from surveys.instant import from_micros, to_micros
from surveys.standing import Standing
from surveys.terms import Terms

OPEN = ("waiting", "asked", "answered", "failed")
LONGEST_COMMENT = 5000  # characters
MOST_CHANGES, CHANGES_WITHIN = 100, timedelta(days=1)  # of one answer; no person has more to say
Verdict = Literal["recorded", "expired", "withdrawn", "final", "machine", "unsure", "old_page"]


@dataclass(slots=True)
class Answer:
    """What a customer said. None for comment or answers: leave what is there."""

    invitation_id: int
    score: int
    at: datetime
    comment: str | None = None
    answers: Mapping[str, Any] | None = None
    contact: bool = False  # "May we contact you about this?" Yes.
    evidence: Literal["explicit", "scripted", "inferred"] = "explicit"
    counts_from: datetime | None = None  # None: at once
    visit: str = ""
    page_at: datetime | None = None  # when its page was loaded; None: there is no page, only `at`
    channel: str | None = None  # None: the one that the message went out on
    language: str | None = None  # None: the one that the message was in
    request: Mapping[str, Any] | None = None  # what the request carried, for the click
    terms: Terms | None = None  # of the survey's version; None: to be read


async def record(database: Database, answers: Sequence[Answer]) -> list[Verdict]:
    """Record all answers in one durable transaction, in order; what became of each."""
    return await database.transact(lambda tx: take(tx, answers), whole=True)


async def take(tx: Transaction, answers: Sequence[Answer]) -> list[Verdict]:
    """The same within a transaction."""
    ids = sorted({answer.invitation_id for answer in answers})
    invitations, standings = await held(tx, ids)
    said = await _terms(tx, answers, invitations)
    sent = [answer for answer in answers if answer.evidence == "explicit"]
    court = Court(tx, await _recent(tx, sent), await _edited(tx, sent, standings))
    forms = [court.enter(answer) for answer in sent]
    verdicts: list[Verdict] = []
    for answer in answers:
        invitation = invitations[answer.invitation_id]
        if answer.invitation_id not in standings:
            new = Standing.new(invitation, answer.channel)
            standings[answer.invitation_id] = new
        standing = standings[answer.invitation_id]
        verdicts.append(await court.judge(answer, invitation, said[answer.invitation_id], standing))
    await tx.insert(
        "click", [_click_row(*one) for one in zip(court.final(forms), sent, strict=True)]
    )
    await clicks.lower(tx, court.older)
    await write(tx, list(standings.values()))
    return verdicts


async def _terms(
    tx: Transaction, answers: Sequence[Answer], invitations: Mapping[int, Row]
) -> Mapping[int, Terms]:
    """What the survey says about its answers, by invitation; read where an answer does not tell."""
    known = {one.invitation_id: one.terms for one in answers if one.terms is not None}
    missing = [row for number, row in invitations.items() if number not in known]
    read = await terms.read(tx, [_version(row) for row in missing]) if missing else {}
    return known | {int(row["id"]): read[_version(row)] for row in missing}


async def _recent(tx: Transaction, sent: Sequence[Answer]) -> dict[int, list[Click]]:
    """What was done since forms' pages were loaded, and not long before, by invitation."""
    if not sent:
        return {}
    since = min(min(answer.page_at or answer.at, answer.at - AROUND) for answer in sent)
    return await clicks.deeds(tx, {answer.invitation_id for answer in sent}, since)


async def _edited(
    tx: Transaction, sent: Sequence[Answer], standings: Mapping[int, Standing]
) -> Mapping[int, int]:
    """How often each response that stands was changed in the last day, by its id."""
    ids = {
        standings[one.invitation_id].response_id for one in sent if one.invitation_id in standings
    }
    if not ids:
        return {}
    since = min(answer.at for answer in sent) - CHANGES_WITHIN
    rows = await tx.fetch("answering.changes", sorted(ids), to_micros(since))
    return {int(row["response_id"]): int(row["n"]) for row in rows}


async def held(tx: Transaction, ids: Sequence[int]) -> tuple[dict[int, Row], dict[int, Standing]]:
    """These invitations, for nobody else until the transaction ends, and what was answered."""
    invitations = {int(r["id"]): r for r in await tx.fetch("answering.invitations", list(ids))}
    rows = await tx.fetch("answering.responses", list(ids))
    return invitations, {int(r["invitation_id"]): Standing.of(r) for r in rows}


@dataclass(slots=True)
class Court:
    """Judges the answers of one batch, each with what was done around it, the forms of the batch
    included. `edited`: how often responses were changed of late."""

    tx: Transaction
    known: dict[int, list[Click]]
    edited: Mapping[int, int]
    _lowered: dict[int, Click] = field(default_factory=dict)  # by the identity of what it was

    @property
    def older(self) -> list[Click]:
        """Stored clicks that are worth less after all."""
        return [click for click in self._lowered.values() if click.id]

    def enter(self, answer: Answer) -> Click:
        """Make the form of an answer known."""
        form = _form(answer)
        self.known.setdefault(answer.invitation_id, []).append(form)
        return form

    def final(self, forms: Sequence[Click]) -> list[Click]:
        """The same as they are graded in the end."""
        return [self._lowered.get(id(form), form) for form in forms]

    async def judge(
        self, answer: Answer, invitation: Row, rules: Terms, standing: Standing
    ) -> Verdict:
        """Let the answer count, or say why it does not."""
        if refusal := self._refusal(answer, invitation, rules, standing):
            return refusal
        if answer.evidence == "explicit":
            if doubted := await self._doubted(answer, standing):
                return doubted
        elif standing.counts and standing.evidence == "explicit":
            return "recorded"  # what a person sent outweighs what a script saw
        _follow(answer, rules, standing)
        return "recorded"

    def _refusal(
        self, answer: Answer, invitation: Row, rules: Terms, standing: Standing
    ) -> Verdict | None:
        if invitation["state"] not in OPEN:
            return "withdrawn" if invitation["state"] == "withdrawn" else "expired"
        if int(invitation["expires_at"]) <= to_micros(answer.at):
            return "expired"
        if not (standing.counts and standing.evidence == "explicit"):
            return None
        changes = self.edited.get(standing.response_id, 0) + standing.changes
        late = not rules.may_change(from_micros(standing.answered_at), answer.at)
        often = answer.evidence == "explicit" and changes >= MOST_CHANGES
        return "final" if late or often else None

    async def _doubted(self, answer: Answer, standing: Standing) -> Verdict | None:
        """Why a form does not count among the requests around it, None if it does."""
        known, page_at = self.known[answer.invitation_id], answer.page_at or answer.at
        suspect, form = is_suspect(answer.request or {}), _form(answer)
        if found := doubt(known, form, page_at, suspect=suspect):
            out = found.taken_out
            if out:
                began = min(click.at for click in known if click.visit in out)
                await standing.restore(self.tx, out, to_micros(began), to_micros(answer.at))
            self._lower(found.reason, (c for c in known if c.visit in out or _is_of(c, answer)))
            return found.verdict
        said = (answer.score, answer.comment, answer.answers)
        old = standing.holds_against(*said, answer.visit, to_micros(page_at))
        if old and not confirms(known, form, page_at, "old_page"):
            self._lower("old_page", (c for c in known if _is_of(c, answer)))
            return "old_page"
        return None

    def _lower(self, reason: str, doubted: Iterable[Click]) -> None:
        """Forms are worth nothing after all."""
        self._lowered |= {
            id(one): replace(one, grade=NONE, reasons=(*one.reasons, reason))
            for one in doubted
            if one.action == "answer" and reason not in one.reasons
        }


def _follow(answer: Answer, rules: Terms, standing: Standing) -> None:
    """The response says from now on what the answer says."""
    at, counts_from = to_micros(answer.at), to_micros(answer.counts_from or answer.at)
    before = standing.changes
    standing.take(
        answer.score,
        answer.comment,
        answer.answers,
        answer.evidence,
        at,
        counts_from,
        answer.visit,
        to_micros(answer.page_at) if answer.page_at else at,
    )
    if standing.changes > before:  # scores by language may move only with the ledger
        standing.language = answer.language or standing.language
    if rules.follow_up:
        standing.look_into(rules.follow_up.reason(answer.score, answer.contact), counts_from)


def _form(answer: Answer) -> Click:
    request = answer.request or {}
    return Click(
        "answer",
        answer.score,
        EXPLICIT,
        answer.visit,
        answer.at,
        grade("answer", request)[1],
        client=client_of(request),
        touched=request.get("touched") is True,
    )


def _is_of(click: Click, answer: Answer) -> bool:
    return (click.visit, click.score, click.at) == (answer.visit, answer.score, answer.at)


async def write(tx: Transaction, standings: Sequence[Standing]) -> None:
    """Write what has changed, with its ledger. Each standing has an invitation or a visit."""
    changed = [standing for standing in standings if standing.changed]
    old = [s.row() | {"id": s.response_id} for s in changed if s.response_id]
    new = {(s.invitation_id, s.visit): s for s in changed if not s.response_id}
    rows = [s.row() for s in new.values()]
    for row in await tx.insert("response", rows, "RETURNING id, invitation_id, visit"):
        new[row["invitation_id"], row["visit"]].response_id = int(row["id"])
    if old:
        await tx.fetch("answering.update", old)
    await ledger.append(tx, [entry for s in changed for entry in s.entries()])
    answered = [[s.invitation_id, s.answered_at] for s in changed if s.counts and s.invitation_id]
    if answered:
        await tx.fetch("answering.answered", answered)
    dropped = [s for s in changed if not s.counts and s.invitation_id]
    unanswered = [[s.invitation_id, int(s.unanswered)] for s in dropped]
    if unanswered:
        await tx.fetch("answering.unanswered", unanswered)
    await cases.follow(tx, standings)


def _version(invitation: Row) -> terms.Version:
    return int(invitation["survey_id"]), int(invitation["version"])


def _click_row(form: Click, answer: Answer) -> dict[str, Any]:
    return {
        "invitation_id": answer.invitation_id,
        "at": to_micros(form.at),
        "action": form.action,
        "score": form.score,
        "grade": form.grade,
        "reasons": form.reasons,
        "visit": form.visit,
        "evidence": answer.request or {},
        "settle_at": None,
    }
