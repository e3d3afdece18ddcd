"""What a survey file says: the same shape in YAML, in JSON and in PUT /v1/surveys/{key}."""

import re
from datetime import time
from functools import cached_property
from operator import attrgetter
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from surveys.conditions import problems
from surveys.duration import Duration
from surveys.kinds import kinds
from surveys.one_or_many import OneOrMany
from surveys.questions import Question

Language = Annotated[str, Field(max_length=35, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")]
NAME = r"^[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}$"
Name = Annotated[str, Field(pattern=NAME)]


def _dotted(value: str) -> str:
    if re.fullmatch(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+", value) is None:
        raise ValueError("write a dotted name such as ticket.resolved")
    return value


EventType = Annotated[str, Field(max_length=255), AfterValidator(_dotted)]


class Part(BaseModel):
    """Base of every part of a definition: frozen, and a misspelt field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _conditions(where: dict[str, Any]) -> dict[str, Any]:
    wrong = [
        InitErrorDetails(type=PydanticCustomError("condition", message), loc=path, input=None)
        for path, message in problems(where)
    ]
    if where and wrong:
        raise ValidationError.from_exception_data("where", wrong)
    return where


Where = Annotated[
    dict[str, Any],
    AfterValidator(_conditions),
    WithJsonSchema({"type": "object", "description": "Properties and what they must be."}),
]
EventTypes = Annotated[tuple[EventType, ...], Field(min_length=1), OneOrMany(str)]


class Past(Part):
    """What must have happened before (or, `exists: false`, must not) to the same ticket or order:
    an event of the same source that names it.
    """

    on: EventTypes
    where: Where = {}
    exists: bool = True


class Trigger(Part):
    """Which events ask this survey: a type (or several), what their properties must be, and what
    must have happened before."""

    on: EventTypes
    where: Where = {}
    earlier: Annotated[tuple[Past, ...], Field(max_length=5), OneOrMany(dict)] = ()


def _clock(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    if isinstance(value, time):
        return value
    raise ValueError('write a time of day in quotes: "21:00"')


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
            raise ValueError("from and to belong together: write both, or only days")
        if self.start is None and not self.days:
            raise ValueError("is empty: write from and to, or days, or leave quiet_hours out")
        if self.start is not None and self.start == self.end:
            raise ValueError("from and to are the same: leave quiet_hours out instead")
        if set(self.days) == set(WEEK):
            raise ValueError("names every day, so that nothing would ever be sent")
        return self

    @property
    def hours(self) -> tuple[time, time] | None:
        """Start and end, if there are any."""
        return (self.start, self.end) if self.start is not None and self.end is not None else None

    @cached_property
    def weekdays(self) -> frozenset[int]:
        """The quiet days as numbers; Monday is 0."""
        return frozenset(WEEK.index(day) for day in self.days)


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


class Reminder(Part):
    """One more message when nobody answered, this long after the first.

    `unless: opened`: not when somebody has looked at the page. `channels`: only when the first
    message went out on one of these; none named: on any.
    """

    after: Duration
    unless: Literal["opened"] | None = None
    channels: Annotated[tuple[Name, ...], OneOrMany(str)] = ()


class FollowUp(Part):
    """When an answer opens a case."""

    when: Annotated[str, Field(pattern=r"^score (<=|<|>=|>|==) \d{1,2}$")]
    open_case: bool = True
    reply_within: Duration | None = None


class Brand(Part):
    """Who asks: shown as the sender and on the page."""

    name: Annotated[str, Field(max_length=80, pattern=r"^[^\r\n\x00<>]+$")]
    mail_from: str | None = None
    reply_to: str | None = None
    color: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")] = "#1f5fa8"


Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\r\n\x00]+$")]
Paragraph = Annotated[str, Field(min_length=1, max_length=2000, pattern=r"^[^\x00]+$")]


class Template(Part):
    """A WhatsApp template that Meta has approved, and what fills its variables."""

    content_sid: Annotated[str, Field(pattern=r"^HX[0-9a-fA-F]{32}$")]
    variables: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,16}$")], Line] = {}


class Texts(Part):
    """The survey's own words in one language.

    `{name}`, `{brand}` and `{a segment}` are filled in; whatever is left out comes from the
    interface's catalogue for that language.
    """

    question: Line
    subject: Line | None = None
    intro: Paragraph | None = None
    low: Line | None = None
    high: Line | None = None
    comment: Line | None = None
    thanks: Paragraph | None = None
    sms: Paragraph | None = None
    whatsapp: Paragraph | None = None
    whatsapp_template: Template | None = None


def _percent(value: Any) -> Any:
    if isinstance(value, str) and (match := re.fullmatch(r"(\d{1,3}(?:\.\d{1,4})?)\s*%", value)):
        return float(match[1])
    raise ValueError("write a percentage: 100%, 25% or 0.5%")


Percentage = Annotated[
    float,
    BeforeValidator(_percent),
    Field(ge=0, le=100),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,3}(\.\d{1,4})?\s*%$"}),
    PlainSerializer(lambda share: f"{share:g}%", return_type=str),
]


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
    segments: tuple[Name, ...] = ()
    follow_up: FollowUp | None = None
    brand: Brand | None = None
    questions: Annotated[tuple[Question, ...], Field(max_length=20)] = ()
    texts: Annotated[dict[Language, Texts], Field(min_length=1)]

    @field_validator("kind")
    @classmethod
    def _known_kind(cls, value: str) -> str:
        if value not in kinds():
            raise ValueError(f"is not a kind of survey; the kinds are {', '.join(kinds())}")
        return value

    @field_validator("throttle")
    @classmethod
    def _one_a_scope(cls, value: tuple[Throttle, ...]) -> tuple[Throttle, ...]:
        if len({one.across for one in value}) != len(value):
            raise ValueError("says the same `across` twice")
        return value

    @model_validator(mode="after")
    def _has_its_group(self) -> "Definition":
        if self.group is None and any(one.across == "group" for one in self.throttle):
            raise ValueError("throttle is across: group; name the survey's group: group: support")
        return self

    @field_validator("channels", "segments")
    @classmethod
    def _no_repeats(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(value)) != len(value):
            raise ValueError("names something twice")
        return value

    def reminders_on(self, channel: str) -> list[Reminder]:
        """Those that follow a message on `channel`, in the order in which they are due."""
        fitting = [one for one in self.reminders if not one.channels or channel in one.channels]
        return sorted(fitting, key=attrgetter("after"))

    @property
    def default_language(self) -> str:
        """The first language in the file."""
        return next(iter(self.texts))

    def language_for(self, locale: str | None) -> str:
        """The language of `texts` nearest to a locale such as id_ID or pt-BR."""
        wanted = (locale or "").replace("_", "-").lower()
        by_tag = {tag.lower(): tag for tag in self.texts}
        while wanted:
            if wanted in by_tag:
                return by_tag[wanted]
            wanted = wanted.rpartition("-")[0]
        return self.default_language
