"""A mail on its way to the relay."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field

from notifiers.smtp.mail import Mail


@dataclass(slots=True, eq=False)
class Delivery:
    """`told` is done when the relay has taken responsibility for the mail, or has not. `stop` ends
    whatever has it in its hands."""

    mail: Mail
    told: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )
    stop: Callable[[], object] = lambda: None

    def end(self, error: BaseException | None = None) -> None:
        """Nobody may be waiting for it any more."""
        if self.told.done():
            return
        if error is None:
            self.told.set_result(None)
        else:
            self.told.set_exception(error)
