"""One more message."""

from typing import Annotated, Literal

from surveys.duration import Duration
from surveys.one_or_many import OneOrMany
from surveys.part import Name, Part


class Reminder(Part):
    """One more message when nobody answered, this long after the first.

    `unless: opened`: not when somebody has looked at the page. `channels`: only when the first
    message went out on one of these; none named: on any.
    """

    after: Duration
    unless: Literal["opened"] | None = None
    channels: Annotated[tuple[Name, ...], OneOrMany(str)] = ()
