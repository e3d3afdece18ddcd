"""What others say later about a message that the provider has, or may have, taken.

    claimed, unknown -> sent -> delivered
                         |        `---> bounced: the mail came back after all
                         `---> failed, bounced: the next channel's message is queued
    any of them -> complained: it arrived, and nothing more may be sent

Receipts come late, twice and in any order, even before the sender's own record; whatever does not
lead forward in this picture changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from surveys import bounces
from surveys.database import Row, Transaction
from surveys.delivery import Due, Outcome
from surveys.instant import to_micros
from surveys.outbox import Outbox
from surveys.suppression import close, close_contact

NewsState = Literal["sent", "delivered", "failed", "bounced", "complained"]
ANY: Sequence[NewsState] = ("sent", "delivered", "failed", "bounced", "complained")
STEPS: dict[str, Sequence[NewsState]] = {
    "claimed": ANY,
    "unknown": ANY,
    "sent": ("delivered", "failed", "bounced", "complained"),
    "delivered": ("bounced", "complained"),
    "failed": ("complained",),
    "bounced": ("complained",),
}
LOST, REACHED = ("failed", "bounced"), ("sent", "delivered")
BOUNCES_WITHIN = timedelta(days=7)  # mail servers give up after five (RFC 5321, 4.5.4.1)


@dataclass(frozen=True, slots=True)
class News:
    """`token` is how the answer token of the message's invitation begins, in lower case; "" if
    `message_id` has been proven. `address_is_bad`: never write to it again, `only_here`: by this
    channel; `may_pass`: only if that comes again and again."""

    message_id: int
    token: str
    state: NewsState
    provider_id: str = ""
    code: str = ""
    error: str = ""
    address_is_bad: bool = False
    may_pass: bool = False
    only_here: bool = False


async def settle(outbox: Outbox, news: News, now: datetime) -> bool:
    """Write it down with all that follows from it; False when it changes nothing."""
    found = await outbox.details([news.message_id])
    if not found or not found[0].token.lower().startswith(news.token):
        return False
    due = found[0]

    async def work(tx: Transaction) -> bool:
        held = await tx.fetch("receipts.held", news.message_id)
        if not held or not _leads_forward(held[0], news, now):
            return False
        before, lost = held[0]["state"], news.state in LOST
        address = held[0]["address_digest"]
        if before == "claimed":  # a moment ago; of what is older the contact may have moved since
            address = outbox.address_of(due)
        await tx.fetch("receipts.settle", *_row(news, before, address, now))
        if lost or before not in REACHED:
            await outbox.follow(tx, [Outcome(due, "failed" if lost else "sent")], now)
        if lost and due.kind != "reminder":
            await tx.fetch(
                "receipts.withdraw_reminders", due.invitation_id, due.channel, to_micros(now)
            )
        await _suppress(tx, outbox, due, news, address, now)
        return True

    return await outbox.database.transact(work, whole=True)


def _leads_forward(held: Row, news: News, now: datetime) -> bool:
    """A return path can be kept and used again, so what it proves is believed for a week only."""
    sent_at = held["ended_at"]
    late = sent_at is not None and int(sent_at) < to_micros(now - BOUNCES_WITHIN)
    return news.state in STEPS.get(held["state"], ()) and not (late and news.state == "bounced")


async def _suppress(
    tx: Transaction, outbox: Outbox, due: Due, news: News, address: str | None, now: datetime
) -> None:
    """Never an address that somebody else names: only the one that the message went to."""
    if news.state == "complained":
        await close_contact(tx, outbox.keyring, due.invitation_id, "complaint", now)
    elif address and news.address_is_bad:
        here = outbox.here(due, address) if news.only_here else None
        await close(tx, [(here or address, "bad_address", 0, due.contact_id)], now)
    elif address and news.may_pass:
        await bounces.note(tx, address, due.message_id, now, due.contact_id)


def _row(news: News, before: str, address: str | None, now: datetime) -> Sequence[Any]:
    error = news.error or ("unknown at first; settled by a receipt" if before == "unknown" else "")
    texts = (news.provider_id or None, news.code or None, error or None, address)
    return news.message_id, news.state, to_micros(now), *texts
