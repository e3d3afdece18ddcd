"""Addresses and people that must not be written to. Only a keyed hash of each is kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from surveys import webhooks
from surveys.address import same_number
from surveys.database import Database, Row, Transaction
from surveys.instant import to_micros
from surveys.keyring import Keyring

REASONS = {
    "unsubscribe": "The contact unsubscribed.",
    "stop": "Somebody at the address wrote STOP; it holds on that channel until they write START.",
    "bad_address": "The provider says that the address does not exist.",
    "soft_bounces": "Three mails within 30 days came back from the address.",
    "complaint": "The contact reported a mail as spam.",
}


def on_channel(channel: str, address: str) -> str:
    """Stands for an address on one channel only: `sms` may be closed and `whatsapp` open."""
    return f"{channel}:{address}"


def on_contact(contact_id: int) -> str:
    """Stands for a person, whatever their addresses are and will be."""
    return f"contact:{contact_id}"


def closing(
    email: str | None, phone: str | None, reach: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """What closes a person if it is suppressed: their addresses by field, in every way to write
    them, and the same on each channel by its name. `reach`: the field that each channel needs."""
    fields = (("email", email), ("phone", phone))
    found = {field: same_number(address) for field, address in fields if address}
    for channel, field in reach.items():
        if channel != field and field in found:
            found[channel] = tuple(on_channel(channel, one) for one in found[field])
    return found


async def suppress(
    tx: Transaction, keyring: Keyring, entries: Sequence[tuple[str, str, int]], now: datetime
) -> None:
    """Add (address, reason, survey id or 0 for all); what is there already stays.

    The address may be one `on_channel`, or a person, `on_contact`."""
    digest = keyring.address_digest
    await close(tx, [(digest(one), reason, survey, None) for one, reason, survey in entries], now)


async def close(
    tx: Transaction, entries: Sequence[tuple[str, str, int, int | None]], now: datetime
) -> None:
    """The same, with digests for addresses, and at the end whose they are if that is known."""
    names = ("address_digest", "reason", "survey_id", "contact_id", "created_at")
    rows = [dict(zip(names, (*entry, to_micros(now)), strict=True)) for entry in entries]
    await tx.insert("suppression", rows, "ON CONFLICT DO NOTHING")


async def unsubscribe(
    database: Database, keyring: Keyring, invitation_id: int, now: datetime
) -> bool:
    """See `close_contact`; wins over every message that is not claimed yet: the claim looks here in
    its own transaction."""
    return await database.transact(
        lambda tx: close_contact(tx, keyring, invitation_id, "unsubscribe", now)
    )


async def close_contact(
    tx: Transaction, keyring: Keyring, invitation_id: int, reason: str, now: datetime
) -> bool:
    """Suppress the invitation's contact, every address of theirs and those that its messages went
    to, for all surveys; False if it is unknown."""
    contact = await _contact_of(tx, invitation_id)
    if contact is None:
        return False
    contact_id = int(contact["id"])
    known = (on_contact(contact_id), contact["email"], contact["phone"])
    digests = {keyring.address_digest(address) for address in known if address}
    reached = await tx.fetch("suppression.reached", invitation_id)
    digests |= {row["address_digest"] for row in reached}
    await close(tx, [(digest, reason, 0, contact_id) for digest in sorted(digests)], now)
    if reason == "unsubscribe":
        await webhooks.note_unsubscribed(tx, contact_id, now)
    return True


async def locale_of(database: Database, invitation_id: int) -> str | None:
    """What the person whom an invitation went to reads, None when nobody knows."""
    rows = await database.fetch("suppression.locale", invitation_id)
    return rows[0]["locale"] if rows else None


async def stop(
    tx: Transaction, keyring: Keyring, channel: str, address: str, now: datetime
) -> None:
    """Nothing more goes to the address on this channel, however it is written."""
    await suppress(tx, keyring, [(on_channel(channel, address), "stop", 0)], now)


async def start(tx: Transaction, keyring: Keyring, channel: str, address: str) -> None:
    """Takes `stop` back, in whatever form of the number it was said, and nothing else."""
    for one in same_number(address):
        await tx.fetch("suppression.lift", keyring.address_digest(on_channel(channel, one)))


async def _contact_of(tx: Transaction, invitation_id: int) -> Row | None:
    """Held until the transaction ends. One that was just being merged away is looked for again."""
    rows = await tx.fetch("suppression.contact", invitation_id)
    while rows and rows[0]["merged_into"] is not None:
        rows = await tx.fetch("suppression.contact", invitation_id)
    return rows[0] if rows else None
