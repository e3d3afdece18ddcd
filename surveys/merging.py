"""Two contacts that are one person: what was known of either belongs to the survivor."""

from collections.abc import Sequence

from surveys.address import same_number
from surveys.contact import Contact
from surveys.contact_book import Merge
from surveys.database import Transaction
from surveys.keyring import Keyring
from surveys.suppression import on_contact


async def move_history(tx: Transaction, lost: Sequence[Contact]) -> None:
    """Point all that is about merged contacts to the survivors.

    The merged contact's row stays without identity, as the record of the merge: into whom, and by
    which event. Invitations come first: whoever is writing an answer holds their rows.
    """
    pairs = [[one.id, one.survivor.id, one.event_id] for one in lost]
    moved = await tx.fetch("merging.invitations", pairs)
    invitations = [[int(row["id"]), int(row["contact_id"])] for row in moved]
    if invitations:
        await tx.fetch("merging.messages", invitations)
        await tx.fetch("merging.responses", invitations)
    await tx.fetch("merging.other_responses", pairs)
    await tx.fetch("merging.cases", pairs)
    await tx.fetch("merging.decisions", pairs)
    await tx.fetch("merging.suppressions", pairs)
    await tx.fetch("merging.contacts", pairs)


async def keep_unsubscribed(tx: Transaction, keyring: Keyring, merges: Sequence[Merge]) -> None:
    """Whoever unsubscribed as one of the two, or under an address of theirs, stays so as the one
    that is left."""
    digest = keyring.address_digest
    known = [{digest(one) for one in (on_contact(m.lost.id), *_ways(m))} for m in merges]
    found = await tx.fetch("merging.unsubscribed", sorted(set().union(*known)))
    rows = [
        {**entry, "address_digest": digest(address)}
        for merge, digests in zip(merges, known, strict=True)
        for entry in found
        if entry["address_digest"] in digests
        for address in _of(merge.lost.survivor)
    ]
    await tx.insert("suppression", rows, "ON CONFLICT DO NOTHING")


def _ways(merge: Merge) -> list[str]:
    """The addresses of the two, in every way to write them."""
    return [way for address in merge.addresses for way in same_number(address)]


def _of(contact: Contact) -> list[str]:
    return [on_contact(contact.id), *(a for a in (contact.email, contact.phone) if a)]
