"""How often a person, and how many people a day, are asked."""

from typing import Annotated, Literal

from pydantic import Field, PlainSerializer

from surveys.one_or_many import OneOrMany
from surveys.part import Part

Scope = Literal["survey", "group", "all"]


class Throttle(Part):
    """Ask a person once in so many days: by this survey, by those of its group, or by all."""

    days: Annotated[int, Field(ge=1, le=3650)]
    across: Scope = "survey"
    when_hit: Literal["skip", "defer", "replace"] = "skip"


Throttles = Annotated[
    tuple[Throttle, ...],
    OneOrMany(dict),
    PlainSerializer(
        lambda all_: all_[0] if len(all_) == 1 else all_,
        return_type=Throttle | tuple[Throttle, ...],
    ),
]


class Quota(Part):
    """How many invitations the survey may make for one day, in the installation's zone."""

    per_day: Annotated[int, Field(ge=1, le=10_000_000)]
