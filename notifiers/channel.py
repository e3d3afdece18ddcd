"""What a channel is, and what its module offers."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Literal, Protocol

from notifiers.outgoing import Outgoing, Receipt

Clock = Callable[[], datetime]
"""Tells the time as an aware datetime in UTC."""

ContactField = Literal["email", "phone"]


class Channel(Protocol):
    """An open way to reach people; safe for many sends at once on one event loop."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        """One attempt, never repeated inside. Raises `SendError` and its kinds only."""
        ...

    async def close(self) -> None: ...


class ChannelSettings(Protocol):
    @property
    def off(self) -> bool:
        """Nothing of this channel's own is set: it is not wanted."""
        ...

    def problems(self) -> list[str]:
        """What is missing or wrong, each naming its AFTERWORD_... variable; [] when all is well."""
        ...


class ChannelModule(Protocol):
    """A file in this folder that has these three is a channel."""

    CONTACT_FIELD: ContactField

    @property
    def Settings(self) -> Callable[[], ChannelSettings]:
        """Reads the environment; keyword arguments win over it."""
        ...

    @property
    def open_channel(self) -> Callable[[Any, Clock], Channel]:
        """Opens with settings that are on and have no problems. Connects lazily."""
        ...


def begins(channel: Channel) -> bool:
    """Whether it calls `begin` of what it sends, and that not before it must."""
    return bool(getattr(channel, "begins", False))
