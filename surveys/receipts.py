"""What a provider says later about a message that it has, or may have, taken.

    claimed, unknown -> sent -> delivered
                          `---> failed: the next channel's message is queued

Receipts come late, twice and in any order, even before the sender's own record; whatever does not
lead forward in this picture changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from surveys.database import Transaction
from surveys.delivery import Due, Outcome
from surveys.instant import to_micros
from surveys.outbox import Outbox

STEPS: dict[str, Sequence[str]] = {
    "claimed": ("sent", "delivered", "failed"),
    "unknown": ("sent", "delivered", "failed"),
    "sent": ("delivered", "failed"),
}


@dataclass(frozen=True, slots=True)
class News:
    """`token` is how the answer token of the message's invitation begins, in lower case."""

    message_id: int
    token: str
    state: Literal["sent", "delivered", "failed"]
    provider_id: str = ""
    code: str = ""
    error: str = ""
    bad_address: str | None = None  # never write to it again


async def settle(outbox: Outbox, news: News, now: datetime) -> bool:
    """Write it down with all that follows from it; False when it changes nothing."""
    found = await outbox.details([news.message_id])
    if not found or not found[0].token.lower().startswith(news.token):
        return False
    due = found[0]

    async def work(tx: Transaction) -> bool:
        held = await tx.fetch("receipts.held", news.message_id)
        before = held[0]["state"] if held else ""
        if news.state not in STEPS.get(before, ()):
            return False
        await tx.fetch("receipts.settle", *_row(outbox, due, news, before, now))
        if news.state == "failed" or before != "sent":
            await outbox.follow(tx, [_outcome(due, news)], now)
        if news.state == "failed" and due.kind != "reminder":
            await tx.fetch(
                "receipts.withdraw_reminders", due.invitation_id, due.channel, to_micros(now)
            )
        return True

    return await outbox.database.transact(work)


def _outcome(due: Due, news: News) -> Outcome:
    """To what follows, delivered is as good as sent."""
    state: Literal["sent", "failed"] = "failed" if news.state == "failed" else "sent"
    return Outcome(due, state, bad_address=news.bad_address)


def _row(outbox: Outbox, due: Due, news: News, before: str, now: datetime) -> Sequence[Any]:
    error = news.error or ("unknown at first; settled by a receipt" if before == "unknown" else "")
    outcome = _outcome(due, news)
    digest = outbox.reached(outcome)
    texts = (news.provider_id or None, news.code or None, error or None, digest)
    return news.message_id, news.state, to_micros(now), *texts
