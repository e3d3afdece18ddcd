"""When nobody is written to."""

import re
from datetime import time
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from surveys.errors import Sentence
from surveys.one_or_many import OneOrMany
from surveys.part import Part


def _clock(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    if isinstance(value, time):
        return value
    raise ValueError(Sentence('write a time of day in quotes: "21:00"'))


ClockTime = Annotated[
    time,
    BeforeValidator(_clock),
    WithJsonSchema({"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"}),
    PlainSerializer(lambda clock: clock.strftime("%H:%M"), return_type=str),
]


WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


class QuietHours(Part):
    """No message between `start` and `end` on any day, and none on the whole of `days`; on the
    customer's clock. The hours may cross midnight.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    start: ClockTime | None = Field(default=None, alias="from")
    end: ClockTime | None = Field(default=None, alias="to")
    days: Annotated[tuple[Day, ...], OneOrMany(str)] = ()

    @model_validator(mode="after")
    def _not_all_day(self) -> "QuietHours":
        if (self.start is None) != (self.end is None):
            raise ValueError(Sentence("from and to belong together: write both, or only days"))
        if self.start is None and not self.days:
            raise ValueError(
                Sentence("is empty: write from and to, or days, or leave quiet_hours out")
            )
        if self.start is not None and self.start == self.end:
            raise ValueError(Sentence("from and to are the same: leave quiet_hours out instead"))
        if set(self.days) == set(WEEK):
            raise ValueError(Sentence("names every day, so that nothing would ever be sent"))
        return self

    @cached_property
    def hours(self) -> tuple[time, time] | None:
        """Start and end, if there are any."""
        return (self.start, self.end) if self.start is not None and self.end is not None else None

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """The quiet days as numbers; Monday is 0."""
        return frozenset(WEEK.index(day) for day in self.days)
