"""A channel that keeps what it is given, for tests and simulations. It has no settings and no
`open_channel`, so it can never be switched on by configuration: who wants it constructs it."""

from collections.abc import Iterable

from notifiers.errors import SendError
from notifiers.outgoing import Outgoing, Receipt


class MemoryChannel:
    """`outcomes` plays a script: the n-th send raises the n-th outcome, or succeeds where that is
    None; when the script is over, everything succeeds. `attempts` has every message that came,
    `sent` those that were accepted."""

    def __init__(self, outcomes: Iterable[SendError | None] = ()) -> None:
        self.attempts: list[Outgoing] = []
        self.sent: list[Outgoing] = []
        self.closed = False
        self._outcomes = iter(outcomes)

    async def send(self, outgoing: Outgoing) -> Receipt:
        self.attempts.append(outgoing)
        outcome = next(self._outcomes, None)
        if outcome is not None:
            raise outcome
        self.sent.append(outgoing)
        return Receipt(f"memory-{len(self.sent)}")

    async def close(self) -> None:
        self.closed = True
