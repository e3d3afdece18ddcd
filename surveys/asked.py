"""What people were asked, or are about to be: as contacts, and at the addresses they share."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from surveys.catalogue import Published
from surveys.contact import ADDRESSES, Contact
from surveys.database import Row, Transaction
from surveys.instant import from_micros, to_micros
from surveys.situation import Earlier


class Asked:
    """Use: recall once a batch; `of` a person; `add` and `drop` what the batch itself brings.

    Only addresses that a survey with a throttle could write to matter. `reach`: channels that are
    switched on and the contact field that each needs.
    """

    def __init__(self, live: Sequence[Published], reach: Mapping[str, str]) -> None:
        throttled = [one.definition for one in live if one.definition.throttle]
        self._days = max((t.days for one in throttled for t in one.throttle), default=0)
        used = {reach[name] for one in throttled for name in one.channels if name in reach}
        self._fields = [name for name in ADDRESSES if name in used]
        self._reach = reach
        self._groups = {one.definition.key: one.definition.group for one in live}
        self._by: dict[int | str, dict[int, Earlier]] = defaultdict(dict)  # contact id or address

    async def recall(self, tx: Transaction, people: Iterable[Contact], now: datetime) -> None:
        """Read what they, and those who share an address with them, were asked within the longest
        throttle."""
        if not self._days:
            return
        known = list(dict.fromkeys(people))
        since = to_micros(now - timedelta(days=self._days + 1))
        shared = [
            part
            for name in ADDRESSES
            for part in (self._addresses(known, name), self._channels(name))
        ]
        ids = [person.id for person in known]
        for row in await tx.fetch("asked.before", ids, since, *shared, to_micros(now)):
            self._put(row)

    def of(self, person: Contact) -> tuple[Earlier, ...]:
        """Each invitation once, whether it was theirs or went to an address of theirs."""
        owners = (person.id, *(getattr(person, name) for name in self._fields))
        found = [known for owner in owners if owner and (known := self._by.get(owner))]
        if len(found) < 2:
            return tuple(found[0].values()) if found else ()
        return tuple({number: one for known in found for number, one in known.items()}.values())

    def add(self, person: Contact, one: Earlier, channel: str) -> None:
        """An invitation that has just been granted; its first message goes by `channel`."""
        address = getattr(person, self._reach[channel])
        for owner in (person.id, address):
            self._by[owner][one.invitation_id] = one

    def drop(self, numbers: Iterable[int]) -> None:
        """Invitations that were taken back are in nobody's way any more."""
        for number in numbers:
            for known in self._by.values():
                known.pop(number, None)

    def _addresses(self, people: Sequence[Contact], name: str) -> list[str]:
        wanted = people if name in self._fields else ()
        return sorted({address for person in wanted if (address := getattr(person, name))})

    def _channels(self, name: str) -> list[str]:
        return [channel for channel, field in self._reach.items() if field == name]

    def _put(self, row: Row) -> None:
        key, number = row["survey_key"], int(row["id"])
        asked_at = from_micros(int(row["asked_at"]))
        one = Earlier(number, key, row["state"], asked_at, self._groups.get(key))
        self._by[row["address"] or int(row["contact_id"])][number] = one
