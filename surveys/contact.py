"""A person, and when two of them turn out to be one."""

import json
from dataclasses import dataclass

KEYS = ("external_id", "email", "phone")  # what tells people apart, strongest first
DETAILS = ("email", "phone", "name", "locale", "timezone", "channels")


@dataclass(slots=True, eq=False)
class Contact:
    """A contact as it will be after the batch; `id` is 0 until it is written."""

    id: int
    external_id: str | None
    email: str | None
    phone: str | None
    name: str | None
    locale: str | None
    timezone: str | None
    updated_at: int
    channels: str | None = None  # JSON list of those that may be used, None: all
    event_id: int | None = None  # that described it
    changed: bool = False
    merged_into: "Contact | None" = None

    @property
    def identity(self) -> tuple[str | None, ...]:
        """What tells new contacts of one batch apart."""
        return self.external_id, self.email, self.phone

    @property
    def allowed(self) -> frozenset[str] | None:
        """Channels that may be used for this person, None when nobody has said."""
        return allowed_of(self.channels)

    @property
    def survivor(self) -> "Contact":
        """Itself, or whoever it has been merged into."""
        found = self
        while found.merged_into is not None:
            found = found.merged_into
        return found

    def learn(self, newer: "Contact") -> None:
        """Take over what an event says: always where nothing was known, else if it is news."""
        news = newer.updated_at >= self.updated_at
        for name in ("external_id", *DETAILS):
            old, new = getattr(self, name), getattr(newer, name)
            if new and new != old and (not old or (news and name != "external_id")):
                setattr(self, name, new)
                self.changed = True
        self.updated_at = max(self.updated_at, newer.updated_at)


def channels_text(names: list[str] | None) -> str | None:
    """What the column holds when an event has named these."""
    return None if names is None else json.dumps(sorted(set(names)))


def allowed_of(channels: str | None) -> frozenset[str] | None:
    """What the column says; None for no restriction."""
    return None if channels is None else frozenset(json.loads(channels))


def keys_of(contact: Contact) -> list[tuple[str, str]]:
    """Name and value of each key that the contact has, strongest first."""
    return [(name, key) for name in KEYS if (key := getattr(contact, name))]


def are_two_people(one: Contact, other: Contact, shared: str) -> bool:
    """Whether a key that is stronger than the `shared` one says that they are not the same.

    A family shares a telephone; a backend that gives two ids means two people.
    """
    stronger = KEYS[: KEYS.index(shared)]
    pairs = ((getattr(one, name), getattr(other, name)) for name in stronger)
    return any(a and b and a != b for a, b in pairs)
