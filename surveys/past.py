"""What happened to a ticket or order before, as far as surveys ask for it.

Only events of the types that a live survey names under `trigger.earlier` or `withdraw_on` are
noted, so that nobody else pays for it; events from before it was published are not known.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import from_json

from surveys.catalogue import Published
from surveys.database import Row, Transaction
from surveys.definition import Definition
from surveys.instant import from_micros
from surveys.invitation import subject_of
from surveys.situation import PastEvent

Properties = Mapping[str, Any]


class Past:
    """Use: recall once a batch, note each event in order, write."""

    def __init__(self, live: Sequence[Published]) -> None:
        looking = [one.definition for one in live if looked_for(one.definition)]
        self._asking = {kind for one in looking for kind in one.trigger.on}
        self._noted = {kind for one in looking for kind in looked_for(one)}
        self._found: dict[tuple[str, str], list[PastEvent]] = defaultdict(list)
        self._new: list[dict[str, Any]] = []

    async def recall(
        self, tx: Transaction, events: Sequence[Row], properties: Sequence[Properties]
    ) -> None:
        """Read what is known of every matter that somebody may ask about, in one statement."""
        if not self._noted:
            return
        pairs = zip(events, properties, strict=True)
        wanted = {subject_of(p) for e, p in pairs if e["type"] in self._asking | self._noted}
        subjects = sorted(subject for subject in wanted if subject)
        await tx.lock(f"subject:{subject}" for subject in subjects)
        for row in await tx.fetch("past.events", subjects) if subjects else []:
            self._add(row["subject"], row, from_json(row["payload"]).get("properties", {}))

    def of(self, event: Row, properties: Properties) -> tuple[PastEvent, ...]:
        """What is known of the matter that `event` is about; some of it may have happened later."""
        if event["type"] not in self._asking:
            return ()
        return tuple(self._found.get((event["source"], subject_of(properties) or ""), ()))

    def note(self, event: Row, properties: Properties) -> None:
        """Remember `event` for those that come after it."""
        if event["type"] in self._noted and (subject := subject_of(properties)):
            self._add(subject, event, properties)
            self._new.append({"event_id": event["id"], "subject": subject})

    async def write(self, tx: Transaction) -> None:
        """Put down what was noted."""
        await tx.insert("matter", self._new, "ON CONFLICT DO NOTHING")

    def _add(self, subject: str, event: Row, properties: Properties) -> None:
        one = PastEvent(event["type"], from_micros(int(event["occurred_at"])), properties)
        self._found[event["source"], subject].append(one)


def looked_for(definition: Definition) -> list[str]:
    """Types of the events that the survey looks back for."""
    found = [kind for past in definition.trigger.earlier for kind in past.on]
    return [*found, definition.withdraw_on] if definition.withdraw_on else found
