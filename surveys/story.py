"""What became of one event: the answer to "why did this person get no survey?"."""

import json
from typing import Any

from surveys.database import Database, Row, Transaction
from surveys.errors import NotFound
from surveys.instant import from_micros

MOMENTS = {
    *("occurred_at", "received_at", "decided_at", "until", "due_at", "started_at", "sent_at"),
    *("answered_at", "expires_at", "ended_at", "created_at", "updated_at", "opened_at", "since"),
}
JSONS = {
    *("payload", "inputs", "segments", "channels", "answers", "external_ids", "before", "after"),
    "tags",
}


async def story_of(database: Database, event_id: int) -> dict[str, Any]:
    """The event with its decisions, invitations and messages; NotFound when there is none."""

    async def work(tx: Transaction) -> dict[str, Any]:
        events = await tx.fetch("story.event", event_id)
        if not events:
            raise NotFound("there is no such event")
        event = plain(events[0])
        made = await tx.fetch("story.invitations", event_id)
        invitations = [plain(row) | {"messages": []} for row in made]
        for row in await tx.fetch("story.messages", event_id):
            message = plain(row)
            owner = message.pop("invitation_id")
            next(i for i in invitations if i["id"] == owner)["messages"].append(message)
        payload = event.pop("payload")
        waiting = event.pop("attempts") is not None
        return event | {
            "id": f"evt_{event_id}",
            "customer": payload.get("customer", {}),
            "properties": payload.get("properties", {}),
            "state": "waiting" if waiting else "decided",
            "decisions": [plain(row) for row in await tx.fetch("story.decisions", event_id)],
            "invitations": invitations,
        }

    return await database.read(work)


def plain(row: Row) -> dict[str, Any]:
    """A row for JSON: moments in RFC 3339, JSON columns parsed."""
    found: dict[str, Any] = {}
    for name in row.keys():  # noqa: SIM118  # a sqlite3.Row iterates over its values
        value = row[name]
        if name in MOMENTS and value is not None:
            value = from_micros(int(value)).isoformat()
        elif name in JSONS and isinstance(value, str):
            value = json.loads(value)
        found[name] = value
    return found
