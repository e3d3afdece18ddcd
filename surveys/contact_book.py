"""The people that one batch of events is about, by each of their keys."""

from collections.abc import Iterable
from dataclasses import dataclass

from surveys.contact import Contact, are_two_people, keys_of


@dataclass(frozen=True, slots=True)
class Merge:
    """A stored contact that is none any more, and the addresses that both had until then."""

    lost: Contact
    addresses: tuple[str, ...]


class ContactBook:
    """Use: find_or_add for each event in order; then `merged` holds what is no contact any more."""

    def __init__(self, stored: Iterable[Contact]) -> None:
        self.merged: list[Merge] = []
        self._by: dict[tuple[str, str], tuple[Contact, ...]] = {}
        for contact in stored:
            self._index(contact)

    def find_or_add(self, described: Contact) -> Contact:
        """Whoever is found by the strongest key; others that an equal key ties to them are the
        same person and merged into them."""
        found: Contact | None = None
        for key in keys_of(described):
            for one in self._by.get(key, ()):
                if found is None:
                    found = one
                elif one is not found and not are_two_people(found, one, key[0]):
                    found = self._merge(found, one, described)
        if found is None:
            found = described
        else:
            found.learn(described)
        self._index(found)
        return found

    def _merge(self, first: Contact, second: Contact, described: Contact) -> Contact:
        kept, lost = (first, second) if first.id or not second.id else (second, first)
        addresses = tuple(a for one in (kept, lost) for a in (one.email, one.phone) if a)
        kept.learn(lost)
        lost.merged_into, lost.event_id = kept, described.event_id
        if lost.id:
            self.merged.append(Merge(lost, addresses))
        for key in keys_of(lost):
            self._by[key] = tuple(one for one in self._by[key] if one is not lost)
        self._index(kept)
        return kept

    def _index(self, contact: Contact) -> None:
        for key in keys_of(contact):
            known = self._by.get(key, ())
            if contact not in known:
                self._by[key] = (*known, contact)
