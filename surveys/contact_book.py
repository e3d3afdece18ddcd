"""The people that one batch of events is about, by each of their keys."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from surveys.contact import Contact, Key, are_two_people, is_nameless, keys_of


@dataclass(frozen=True, slots=True)
class Merge:
    """A stored contact that is none any more, and the addresses that both had until then."""

    lost: Contact
    addresses: tuple[str, ...]


class ContactBook:
    """Use: find_or_add for each event in order; then `merged` holds what is no contact any more."""

    def __init__(self, stored: Iterable[Contact]) -> None:
        self.merged: list[Merge] = []
        self._by: dict[Key, tuple[Contact, ...]] = {}
        for contact in stored:
            self._index(contact, keys_of(contact))

    def find_or_add(self, described: Contact) -> Contact:
        """Whoever is found by the strongest key; others that an equal key ties to them are the
        same person and merged into them. An address that several people share ties nobody."""
        found: Contact | None = None
        keys = keys_of(described)
        for key in keys:
            for one in self._known_by(key):
                if are_two_people(described, one, key[0]):
                    continue
                if found is None:
                    found = one
                elif one is not found and not are_two_people(found, one, key[0]):
                    found = self._merge(found, one, described)
        found = found or self._nameless(described, keys)
        if found is None:
            found = described
            found.learnt_ids = set(found.external_ids)
        else:
            found.learn(described)
            keys = keys_of(found)
        self._index(found, keys)
        return found

    def _known_by(self, key: Key) -> tuple[Contact, ...]:
        """Who has the key, nobody if it does not tell who is meant."""
        sharing = self._by.get(key, ())
        shared = len(sharing) > 1 and any(
            are_two_people(*pair, key[0]) for pair in combinations(sharing, 2)
        )
        return () if shared else sharing

    def _nameless(self, described: Contact, keys: Sequence[Key]) -> Contact | None:
        """For an event that gives no more than a shared address: whoever is known by that alone."""
        if described.external_ids:
            return None
        sharing = ((one, key) for key in keys for one in self._by.get(key, ()))
        return next((one for one, key in sharing if is_nameless(one, key[0])), None)

    def _merge(self, first: Contact, second: Contact, described: Contact) -> Contact:
        kept, lost = (first, second) if first.id or not second.id else (second, first)
        addresses = tuple(a for one in (kept, lost) for a in (one.email, one.phone) if a)
        kept.learn(lost)
        lost.merged_into, lost.event_id = kept, described.event_id
        if lost.id:
            self.merged.append(Merge(lost, addresses))
        for key in keys_of(lost):
            self._by[key] = tuple(one for one in self._by[key] if one is not lost)
        self._index(kept, keys_of(kept))
        return kept

    def _index(self, contact: Contact, keys: Sequence[Key]) -> None:
        for key in keys:
            known = self._by.get(key, ())
            if contact not in known:
                self._by[key] = (*known, contact)
