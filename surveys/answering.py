"""Records answers: at most one response per invitation, edits kept, each score exactly once in the
ledger. Everything is written in batches of requests that came together.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
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
Verdict = Literal["recorded", "expired", "withdrawn", "final", "machine", "unsure", "old_page"]


@dataclass(frozen=True, slots=True)
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


async def record(database: Database, answers: Sequence[Answer]) -> list[Verdict]:
    """Record all answers in one durable transaction, in order; what became of each."""
    return await database.transact(lambda tx: take(tx, answers), whole=True)


async def take(tx: Transaction, answers: Sequence[Answer]) -> list[Verdict]:
    """The same within a transaction."""
    ids = sorted({answer.invitation_id for answer in answers})
    invitations, standings = await held(tx, ids)
    said = await terms.read(tx, [_version(row) for row in invitations.values()])
    sent = [answer for answer in answers if answer.evidence == "explicit"]
    await tx.insert("click", [_click_row(answer) for answer in sent])
    known = await _recent(tx, sent)
    lowered: dict[int, Click] = {}
    verdicts: list[Verdict] = []
    for answer in answers:
        invitation = invitations[answer.invitation_id]
        standing = standings.setdefault(
            answer.invitation_id, Standing.new(invitation, answer.channel)
        )
        rules, found = said[_version(invitation)], known.get(answer.invitation_id, [])
        verdicts.append(await _judge(tx, answer, invitation, rules, standing, found, lowered))
    await clicks.lower(tx, lowered.values())
    await write(tx, list(standings.values()))
    return verdicts


async def _recent(tx: Transaction, sent: Sequence[Answer]) -> Mapping[int, list[Click]]:
    """What was clicked since forms' pages were loaded, and not long before, by invitation."""
    if not sent:
        return {}
    since = min(min(answer.page_at or answer.at, answer.at - AROUND) for answer in sent)
    return await clicks.since(tx, {answer.invitation_id for answer in sent}, since)


async def held(tx: Transaction, ids: Sequence[int]) -> tuple[dict[int, Row], dict[int, Standing]]:
    """These invitations, for nobody else until the transaction ends, and what was answered."""
    invitations = {int(r["id"]): r for r in await tx.fetch("answering.invitations", list(ids))}
    rows = await tx.fetch("answering.responses", list(ids))
    return invitations, {int(r["invitation_id"]): Standing.of(r) for r in rows}


async def _judge(
    tx: Transaction,
    answer: Answer,
    invitation: Row,
    rules: Terms,
    standing: Standing,
    known: Sequence[Click],
    lowered: dict[int, Click],
) -> Verdict:
    if invitation["state"] not in OPEN:
        return "withdrawn" if invitation["state"] == "withdrawn" else "expired"
    if int(invitation["expires_at"]) <= to_micros(answer.at):
        return "expired"
    sent = standing.counts and standing.evidence == "explicit"
    if sent and not rules.may_change(from_micros(standing.answered_at), answer.at):
        return "final"
    page = (answer.visit, to_micros(answer.page_at or answer.at))
    if answer.evidence == "explicit":
        request, page_at = answer.request or {}, answer.page_at or answer.at
        form = _form(answer)
        found = doubt(known, form, page_at, suspect=is_suspect(request))
        if found:
            out = found.taken_out
            if out:
                began = min(click.at for click in known if click.visit in out)
                await standing.restore(tx, out, to_micros(began), to_micros(answer.at))
            doubted = (c for c in known if c.visit in out or _is_of(c, answer))
            lowered |= _lowered(found.reason, doubted)
            return found.verdict
        old = standing.holds_against(answer.score, answer.comment, answer.answers, *page)
        if old and not confirms(known, form, page_at, "old_page"):
            lowered |= _lowered("old_page", (c for c in known if _is_of(c, answer)))
            return "old_page"
    elif standing.counts and standing.evidence == "explicit":
        return "recorded"  # what a person sent outweighs what a script saw
    standing.language = answer.language or standing.language
    standing.take(
        answer.score,
        answer.comment,
        answer.answers,
        answer.evidence,
        to_micros(answer.at),
        to_micros(answer.counts_from or answer.at),
        *page,
    )
    if rules.follow_up:
        why = rules.follow_up.reason(answer.score, answer.contact)
        standing.look_into(why, to_micros(answer.counts_from or answer.at))
    return "recorded"


def _lowered(reason: str, forms: Iterable[Click]) -> dict[int, Click]:
    """Forms that are worth nothing after all, by id."""
    return {
        form.id: replace(form, grade=NONE, reasons=(*form.reasons, reason))
        for form in forms
        if form.action == "answer" and reason not in form.reasons
    }


def _form(answer: Answer) -> Click:
    request = answer.request or {}
    return Click(
        "answer",
        answer.score,
        EXPLICIT,
        answer.visit,
        answer.at,
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


def _click_row(answer: Answer) -> dict[str, Any]:
    return {
        "invitation_id": answer.invitation_id,
        "at": to_micros(answer.at),
        "action": "answer",
        "score": answer.score,
        "grade": EXPLICIT,
        "reasons": grade("answer", answer.request or {})[1],
        "visit": answer.visit,
        "evidence": answer.request or {},
        "settle_at": None,
    }
