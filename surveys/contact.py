"""A person, and when two of them turn out to be one."""

import json
from dataclasses import dataclass, field

ADDRESSES = ("email", "phone")  # an email tells people apart better than a telephone
DETAILS = (*ADDRESSES, "name", "locale", "timezone", "channels")
Key = tuple[str, str]  # ("email", address), ("phone", number) or ("id:<source>", external id)


@dataclass(slots=True, eq=False)
class Contact:
    """A contact as it will be after the batch; `id` is 0 until it is written."""

    id: int
    email: str | None
    phone: str | None
    name: str | None
    locale: str | None
    timezone: str | None
    updated_at: int
    channels: str | None = None  # JSON list of those that may be used, None: all
    external_ids: dict[str, str] = field(default_factory=dict)  # by source, one each
    event_id: int | None = None  # that described it
    changed: bool = False
    learnt_ids: set[str] = field(default_factory=set)  # sources whose id is not written yet
    merged_into: "Contact | None" = None

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
        for name in DETAILS:
            old, new = getattr(self, name), getattr(newer, name)
            if new and new != old and (not old or news):
                setattr(self, name, new)
                self.changed = True
        for source, external_id in newer.external_ids.items():
            if source not in self.external_ids:
                self.external_ids[source] = external_id
                self.learnt_ids.add(source)
        if newer.updated_at > self.updated_at:  # or an older event would pass for news later on
            self.updated_at, self.changed = newer.updated_at, True


def channels_text(names: list[str] | None) -> str | None:
    """What the column holds when an event has named these."""
    return None if names is None else json.dumps(sorted(set(names)))


def allowed_of(channels: str | None) -> frozenset[str] | None:
    """What the column says; None for no restriction."""
    return None if channels is None else frozenset(json.loads(channels))


def keys_of(contact: Contact) -> list[Key]:
    """What finds the contact, strongest first."""
    ids = [(f"id:{source}", external_id) for source, external_id in contact.external_ids.items()]
    return ids + [(name, key) for name in ADDRESSES if (key := getattr(contact, name))]


def are_two_people(one: Contact, other: Contact, shared: str) -> bool:
    """Whether something stronger than the `shared` key says that they are not the same.

    A family shares a telephone; a backend that gives two ids means two people.
    """
    theirs = other.external_ids
    if any(theirs.get(source, own) != own for source, own in one.external_ids.items()):
        return True
    emails = {one.email, other.email} - {None}
    return shared == "phone" and len(emails) > 1


def is_nameless(contact: Contact, key: str) -> bool:
    """Whether nothing stronger than the `key` is known of the contact."""
    return not contact.external_ids and (key == "email" or contact.email is None)
