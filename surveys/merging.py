"""Two contacts that are one person: what was known of either belongs to the survivor."""

from collections.abc import Sequence

from surveys.contact import Contact
from surveys.contact_book import Merge
from surveys.database import Transaction
from surveys.keyring import Keyring


async def move_history(tx: Transaction, lost: Sequence[Contact]) -> None:
    """Point invitations, messages, responses and decisions of merged contacts to the survivors.

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
    await tx.fetch("merging.decisions", pairs)
    await tx.fetch("merging.contacts", pairs)


async def keep_unsubscribed(tx: Transaction, keyring: Keyring, merges: Sequence[Merge]) -> None:
    """Whoever unsubscribed under one of the two addresses stays so under the one that is left."""
    digest = keyring.address_digest
    digests = sorted({digest(address) for merge in merges for address in merge.addresses})
    found = await tx.fetch("merging.unsubscribed", digests)
    rows = [
        {**entry, "address_digest": digest(address)}
        for merge in merges
        for entry in found
        if entry["address_digest"] in {digest(address) for address in merge.addresses}
        for address in (merge.lost.survivor.email, merge.lost.survivor.phone)
        if address
    ]
    await tx.insert("suppression", rows, "ON CONFLICT DO NOTHING")
