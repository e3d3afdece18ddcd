"""What a survey file says: the same shape in YAML, in JSON and in PUT /v1/surveys/{key}."""

from operator import attrgetter
from typing import Annotated

from pydantic import Field, WithJsonSchema, field_validator, model_validator

from surveys.brand import Brand
from surveys.doors import PACE, PLACE, Doors
from surveys.duration import Duration
from surveys.errors import Sentence
from surveys.follow_up import FollowUp
from surveys.kinds import kinds
from surveys.language import nearest
from surveys.limits import Quota, Throttle, Throttles
from surveys.part import EventType, Language, Name, Part
from surveys.percentage import Percentage
from surveys.questions import Question
from surveys.quiet_hours import QuietHours
from surveys.reminder import Reminder
from surveys.tags import TagRule
from surveys.texts import Texts
from surveys.trigger import Trigger

COLUMNS = ("channel", "language", "version")  # that `where` knows beside the segments


class Definition(Part):
    """One version of a survey."""

    key: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
    kind: Annotated[str, WithJsonSchema({"enum": list(kinds())})]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    trigger: Trigger
    withdraw_on: EventType | None = None
    delay: Duration = Field(default="0s", validate_default=True)
    channels: Annotated[tuple[Name, ...], Field(min_length=1)]
    quiet_hours: QuietHours | None = None
    group: Name | None = None
    throttle: Throttles = ()
    quota: Quota | None = None
    sample: Percentage = Field(default="100%", validate_default=True)
    reminders: Annotated[tuple[Reminder, ...], Field(max_length=5)] = ()
    expires: Duration = Field(default="28d", validate_default=True)
    strict: bool = False
    editable: Duration | None = None
    segments: tuple[Name, ...] = ()
    follow_up: FollowUp | None = None
    tags: Annotated[tuple[TagRule, ...], Field(max_length=50)] = ()
    brand: Brand | None = None
    doors: Doors = Doors()
    questions: Annotated[tuple[Question, ...], Field(max_length=20)] = ()
    texts: Annotated[dict[Language, Texts], Field(min_length=1)]

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value not in kinds():
            known = ", ".join(kinds())
            raise ValueError(
                Sentence("is not a kind of survey; the kinds are %(known)s", known=known)
            )
        return value

    @field_validator("throttle")
    @classmethod
    def _one_a_scope(cls, value: tuple[Throttle, ...]) -> tuple[Throttle, ...]:
        if len({one.across for one in value}) != len(value):
            raise ValueError(Sentence("says the same `across` twice"))
        return value

    @model_validator(mode="after")
    def _has_its_group(self) -> "Definition":
        if self.group is None and any(one.across == "group" for one in self.throttle):
            raise ValueError(
                Sentence("throttle is across: group; name the survey's group: group: support")
            )
        return self

    @field_validator("channels", "segments")
    @classmethod
    def _no_repeats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise ValueError(Sentence("names something twice"))
        return value

    def reminders_on(self, channel: str) -> list[Reminder]:
        """Those that follow a message on `channel`, in the order in which they are due."""
        fitting = [one for one in self.reminders if not one.channels or channel in one.channels]
        return sorted(fitting, key=attrgetter("after"))

    def stored_as(self, name: str) -> str:
        """Where statements find a property of responses: a segment by its name, a column with an @
        in front."""
        return f"@{name}" if name in COLUMNS and name not in self.properties else name

    @property
    def properties(self) -> tuple[str, ...]:
        """What scores can be grouped by: the segments, and what answers at a place have besides."""
        return tuple(dict.fromkeys((*self.segments, PLACE, PACE)))

    @property
    def default_language(self) -> str:
        """The first language in the file."""
        return next(iter(self.texts))

    def language_for(self, locale: str | None) -> str:
        """The language of `texts` nearest to a locale such as id_ID or pt-BR."""
        return nearest(locale or "", tuple(self.texts)) or self.default_language
