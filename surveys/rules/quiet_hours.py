"""Nothing is sent while it is late at night on the customer's clock."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from surveys.definition import QuietHours
from surveys.situation import Change, Situation, Verdict

ORDER = 60
REASONS = {"quiet_hours": "It was night on the customer's clock; the message waits for morning."}


def apply(situation: Situation) -> Verdict:
    """Move a due time inside the quiet hours to their end."""
    quiet = situation.definition.quiet_hours
    if quiet is None:
        return None
    local_zone = zone(situation.contact.timezone, situation.default_timezone)
    due_at = end_of_quiet(quiet, local_zone, situation.due_at)
    if due_at == situation.due_at:
        return None
    return Change(
        replace(situation, due_at=due_at),
        "quiet_hours",
        f"It is between {quiet.start:%H:%M} and {quiet.end:%H:%M} in {local_zone.key}; "
        f"the message waits until {due_at:%Y-%m-%d %H:%M} UTC.",
        {"timezone": local_zone.key},
        deferred=True,
    )


def end_of_quiet(quiet: QuietHours, local_zone: ZoneInfo, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours that it falls in; UTC, as `moment` is.

    Across a change to or from summer time the wall clock decides: an end that does not exist that
    morning comes as much later as the clock is put forward, one that comes twice is the first
    still ahead.
    """
    while _inside(quiet, moment.astimezone(local_zone).time()):
        moment = _next_end(quiet, local_zone, moment)
    return moment


def _next_end(quiet: QuietHours, local_zone: ZoneInfo, moment: datetime) -> datetime:
    local = moment.astimezone(local_zone)
    day = local.date() + timedelta(days=local.time() >= quiet.start > quiet.end)
    first = datetime.combine(day, quiet.end, local_zone)
    ends = [first.replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
    return next(end for end in ends if end > moment)


def _inside(quiet: QuietHours, clock: time) -> bool:
    if quiet.start < quiet.end:
        return quiet.start <= clock < quiet.end
    return clock >= quiet.start or clock < quiet.end


@lru_cache(maxsize=1024)
def zone(name: str | None, default: str) -> ZoneInfo:
    """The IANA zone `name`, or the default where it is missing or not a zone."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(default)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of zones
        return ZoneInfo(default)
