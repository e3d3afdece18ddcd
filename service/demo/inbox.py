"""Where the demo's messages arrive, as the customer would see them."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from service.demo.links import visible_links


@dataclass(frozen=True, slots=True)
class InboxMessage:
    """`to` is the bare address or number; `html` is "" and `subject` too where there is none.
    `received_at` is aware, in UTC. `sender` is as the customer reads it."""

    channel: str
    to: str
    subject: str
    text: str
    html: str
    received_at: datetime
    sender: str = ""
    links: list[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "links", visible_links(self.text, self.html))


class Inbox:
    """Keeps the newest `capacity` messages."""

    def __init__(self, capacity: int = 500) -> None:
        self._messages: deque[InboxMessage] = deque(maxlen=capacity)
        self._replies: list[tuple[InboxMessage, str]] = []

    def add(self, message: InboxMessage) -> None:
        self._messages.appendleft(message)

    def messages(self) -> list[InboxMessage]:
        """Newest first."""
        return list(self._messages)

    def reply(self, message: InboxMessage, text: str) -> None:
        """Remember what the customer wrote back."""
        self._replies.append((message, text))

    def replies(self, message: InboxMessage) -> list[str]:
        """Oldest first."""
        return [text for replied, text in self._replies if replied is message]

    def as_json(self) -> list[dict[str, Any]]:
        names = ("channel", "to", "subject", "text", "html", "links")
        return [{name: getattr(one, name) for name in names} for one in self._messages]
