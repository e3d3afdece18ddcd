"""What becomes of a lane, a relay or an account, that does not take what it is given. Pure.

    running --trouble--> paused, 30 s, twice as long each time, 15 min at most
       ^                   | when that is over, one message tries
       |-- it goes well ---|--- it does not --> paused again

A lane that takes less than it is given, and has a rate, is slowed instead: half of it at once, a
tenth of the full rate more in each minute after that.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from surveys.instant import EPOCH

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(minutes=15)
LONGEST_WISH = timedelta(days=1)  # of a provider
TRIAL = timedelta(minutes=1)  # who tries and says nothing for so long is gone; another one tries
SLOWING = timedelta(seconds=10)  # what was under way when it was slowed slows it no further
LEAST_SHARE = 1 / 64
SHARE_A_MINUTE = 0.1

State = Literal["running", "paused", "untried"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How the lane `name` stands. `pauses`: in a row. `share`: of its rate, at `slowed_at`."""

    name: str
    pauses: int = 0
    paused_until: datetime = EPOCH
    share: float = 1.0
    slowed_at: datetime = EPOCH
    reason: str = ""

    def state(self, now: datetime) -> State:
        """`untried`: its pause is over, and one message may try. One that would last longer than
        any was set by a clock that ran ahead."""
        if not self.pauses:
            return "running"
        return "paused" if now < self.paused_until <= now + LONGEST_WISH else "untried"

    def paused(self, reason: str, wish_seconds: float, now: datetime) -> "Standing":
        """After trouble; for as long as the provider wishes, if that is longer."""
        doubled = min(FIRST_PAUSE * 2 ** min(self.pauses, 10), LONGEST_PAUSE)
        wish = timedelta(seconds=min(wish_seconds, LONGEST_WISH.total_seconds()))
        until = now + max(doubled, wish)
        return replace(self, pauses=self.pauses + 1, paused_until=until, reason=reason)

    def trying(self, now: datetime) -> "Standing":
        """One message is under way; everybody else goes on waiting."""
        return replace(self, paused_until=now + TRIAL)

    def running(self) -> "Standing":
        """After a message that it took."""
        return replace(self, pauses=0, paused_until=EPOCH, reason="")

    def slowed(self, reason: str, now: datetime) -> "Standing":
        if now < self.slowed_at + SLOWING:
            return self
        share = max(self.share_at(now) / 2, LEAST_SHARE)
        return replace(self, share=share, slowed_at=now, reason=reason)

    def share_at(self, now: datetime) -> float:
        """How much of its rate it gets."""
        minutes = max((now - self.slowed_at) / timedelta(minutes=1), 0.0)
        return min(self.share + SHARE_A_MINUTE * minutes, 1.0)

    def trouble(self, now: datetime) -> str | None:
        """For the operator; None when all is well."""
        if self.pauses:
            until = f"{self.paused_until:%Y-%m-%d %H:%M:%S} UTC"
            return f"{self.name} is paused until {until} because it said: {self.reason}"
        if (share := self.share_at(now)) < 1:
            return f"{self.name} is slowed to {share:.0%} because it said: {self.reason}"
        return None
