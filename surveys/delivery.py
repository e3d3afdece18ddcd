"""What may happen to a claimed message, and what follows from it. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from types import MappingProxyType
from typing import Any, Literal, cast

from surveys.catalogue import Published
from surveys.contact import allowed_of
from surveys.database import Row
from surveys.definition import Definition
from surveys.instant import from_micros, to_micros
from surveys.invitation import message_row
from surveys.rules.quiet_hours import end_of_quiet, zone

# RFC 5321 asks for 30 minutes between tries and days of patience; we talk to a relay that queues
# for us, and a survey ages, so the first tries are quicker and the last comes within two days.
RETRY_MINUTES = (1, 5, 15, 30, 60, 120, 240, 480)
PATIENCE = timedelta(hours=48)
State = Literal["queued", "sent", "failed", "unknown", "withdrawn", "expired", "suppressed"]


@dataclass(slots=True)
class Due:
    """A claimed message with all that is needed to write it.

    Nobody changes one. It is not frozen because that triples the time to make it, and here, as with
    the other values that each message has on its way out, that counts.
    """

    message_id: int
    invitation_id: int
    contact_id: int
    attempts: int
    channel: str
    kind: str
    survey: Published
    token: str
    language: str
    segments: Mapping[str, str]
    channels: tuple[str, ...]
    name: str | None
    email: str | None
    phone: str | None
    timezone: str | None
    state: str  # of the invitation
    due_at: datetime  # of the invitation
    expires_at: datetime
    suppressed: frozenset[str]  # addresses
    allowed: frozenset[str] | None = None  # channels, as the sender says now
    number: int = 0  # of a reminder, from 0
    opened: bool = False  # somebody looked at the page; told for reminders only
    heard_at: datetime | None = None  # the customer's own last words on this channel

    def obstacle(self, now: datetime, default_timezone: str) -> "Outcome | None":
        """Why it must not be sent now, None when nothing stands in the way.

        A message that was due before the quiet hours and is claimed in them, because the sender
        was behind or not running, waits for their end.
        """
        if self.state not in ("waiting", "asked"):
            return Outcome(self, "withdrawn", error=f"the invitation is {self.state}")
        if self.expires_at <= now:
            return Outcome(self, "expired", error="the survey has expired")
        if self.suppressed:
            return Outcome(
                self, "suppressed", error="the contact unsubscribed or the address is bad"
            )
        if self.allowed is not None and self.channel not in self.allowed:
            error = f"the sender says that the contact may not be written to by {self.channel}"
            return Outcome(self, "suppressed", error=error)
        if self.opened and self._only_unopened:
            return Outcome(self, "withdrawn", error="the page was opened; no reminder is needed")
        if (morning := _by_day(self, now, default_timezone)) >= self.expires_at:
            return Outcome(self, "expired", error="the survey expires in the quiet hours")
        if morning > now:
            return Outcome(self, "queued", error="quiet hours for the contact", until=morning)
        return None

    @property
    def _only_unopened(self) -> bool:
        reminders = self.definition.reminders_on(self.channel)
        return self.number < len(reminders) and reminders[self.number].unless == "opened"

    @property
    def definition(self) -> Definition:
        """The version that was asked."""
        return self.survey.definition


@dataclass(slots=True)
class Outcome:
    """What became of one claimed message. `queued`: to be tried again after `wait_seconds`."""

    due: Due
    state: State
    provider_id: str | None = None
    code: str | None = None
    error: str | None = None
    wait_seconds: float | None = None
    until: datetime | None = None  # queued again for this moment, whatever the number of tries
    bad_address: str | None = None  # never write to it again; it may be one `on_channel`

    def final(self, now: datetime, default_timezone: str) -> "Outcome":
        """Itself, or `failed` when there is no next try."""
        if self.state != "queued" or retry_at(self, now, default_timezone) is not None:
            return self
        return replace(self, state="failed", error=f"gave up: {self.error}")


def due_of(row: Row, survey: Published, suppressed: frozenset[str]) -> Due:
    """A row of outbox.details as a value. Its columns by their places: by name each is looked for
    anew, and there are many."""
    # fmt: off
    (
        message_id, invitation_id, contact_id, attempts, channel, kind, _, _,
        token, language, segments, channels, state, due_at, expires_at,
        name, email, phone, timezone, allowed, number, opened,
    ) = cast(Any, row)
    # fmt: on
    return Due(
        message_id=message_id,
        invitation_id=invitation_id,
        contact_id=contact_id,
        attempts=attempts,
        channel=channel,
        kind=kind,
        survey=survey,
        token=token,
        language=language,
        segments=_segments(segments),
        channels=_channels(channels),
        name=name,
        email=email,
        phone=phone,
        timezone=timezone,
        state=state,
        due_at=from_micros(due_at),
        expires_at=from_micros(expires_at),
        suppressed=suppressed,
        allowed=allowed_of(allowed),
        number=number or 0,
        opened=bool(opened),
    )


@lru_cache(maxsize=4096)
def _segments(text: str) -> Mapping[str, str]:
    """Many customers of the same shop are asked in the same minute."""
    return MappingProxyType(json.loads(text))


@lru_cache(maxsize=256)
def _channels(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def retry_at(outcome: Outcome, now: datetime, default_timezone: str) -> datetime | None:
    """When to try again: backoff with 20 % of jitter, not at night; None when it is no use."""
    due = outcome.due
    if outcome.until is not None:
        return outcome.until
    if due.attempts > len(RETRY_MINUTES):
        return None
    minutes = RETRY_MINUTES[due.attempts - 1] * (0.8 + 0.4 * _jitter(due))
    wait = max(timedelta(minutes=minutes), timedelta(seconds=outcome.wait_seconds or 0))
    late = due.kind != "reminder" and now + wait >= due.due_at + PATIENCE
    moment = _by_day(due, now + wait, default_timezone)
    return None if late or moment >= due.expires_at else moment


def after_failure(due: Due, now: datetime, default_timezone: str) -> list[dict[str, Any]]:
    """The message on the next channel, or nothing when this was the last (or only a reminder), or
    when nobody needs to be asked any more: a mail may come back after the answer."""
    left = (
        due.channels[due.channels.index(due.channel) + 1 :] if due.channel in due.channels else ()
    )
    moment = _by_day(due, now, default_timezone)
    over = due.state not in ("waiting", "asked") or moment >= due.expires_at
    if due.kind == "reminder" or not left or over:
        return []
    return [_message(due, left[0], "fallback", moment)]


def first_reminders(due: Due, now: datetime, default_timezone: str) -> list[dict[str, Any]]:
    """Reminders to come, once the first message has gone out."""
    if due.kind == "reminder":
        return []
    reminders = due.definition.reminders_on(due.channel)
    moments = [_by_day(due, now + one.after, default_timezone) for one in reminders]
    return [_message(due, due.channel, "reminder", m) for m in moments if m < due.expires_at]


def _message(due: Due, channel: str, kind: str, moment: datetime) -> dict[str, Any]:
    ids = (due.invitation_id, due.survey.survey_id, due.contact_id)
    return message_row(*ids, channel, kind, to_micros(moment))


def _by_day(due: Due, moment: datetime, default_timezone: str) -> datetime:
    quiet = due.definition.quiet_hours
    if quiet is None:
        return moment
    return end_of_quiet(quiet, zone(due.timezone, default_timezone), moment)


def _jitter(due: Due) -> float:
    digest = blake2b(f"{due.message_id}:{due.attempts}".encode(), digest_size=2).digest()
    return int.from_bytes(digest) / 65536
