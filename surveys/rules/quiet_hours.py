"""Nothing is sent while it is late at night, or a quiet day, on the customer's clock."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from surveys.quiet_hours import QuietHours
from surveys.situation import Change, Situation, Verdict

ORDER = 45  # before the throttle, which looks at the time when the message will really go out
REASONS = {"quiet_hours": "It was a quiet time on the customer's clock; the message waits."}

ONE_DAY = timedelta(days=1)


def apply(situation: Situation) -> Verdict:
    """Move a due time inside the quiet hours to their end."""
    quiet = situation.definition.quiet_hours
    if quiet is None:
        return None
    local_zone = zone(situation.contact.timezone, situation.default_timezone)
    due_at = end_of_quiet(quiet, local_zone, situation.due_at)
    if due_at == situation.due_at:
        return None

    def sentence() -> str:
        night = _named(quiet, situation.due_at.astimezone(local_zone))
        until = f"{due_at:%Y-%m-%d %H:%M} UTC"
        return f"It is {night} in {local_zone.key}; the message waits until {until}."

    found = {"timezone": local_zone.key}
    later = situation.at(due_at)
    return Change(later, "quiet_hours", sentence, found, deferred=True)


def awake(situation: Situation, moment: datetime) -> datetime:
    """`moment` itself, or the end of the survey's quiet hours that it falls in."""
    quiet = situation.definition.quiet_hours
    if quiet is None:
        return moment
    return end_of_quiet(quiet, zone(situation.contact.timezone, situation.default_timezone), moment)


def end_of_quiet(quiet: QuietHours, local_zone: ZoneInfo, moment: datetime) -> datetime:
    """`moment` itself, or the end of the quiet hours that it falls in; UTC, as `moment` is.

    Across a change to or from summer time the wall clock decides: an end that does not exist that
    morning comes as much later as the clock is put forward, one that comes twice is the first
    still ahead.
    """
    hours = quiet.hours
    while True:
        local = moment.astimezone(local_zone)
        clock = local.time()
        if local.weekday() in quiet.weekdays:
            moment = _next(local.date() + ONE_DAY, time(), local_zone, moment)
        elif hours and _inside(*hours, clock):
            evening = clock >= hours[0] > hours[1]
            day = local.date() + ONE_DAY if evening else local.date()
            moment = _next(day, hours[1], local_zone, moment)
        else:
            return moment


def _next(day: date, clock: time, local_zone: ZoneInfo, moment: datetime) -> datetime:
    first, second = _both(day, clock, local_zone)
    return first if first > moment else second


@lru_cache(maxsize=4096)
def _both(day: date, clock: time, local_zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When the clock shows that on that day, and when it does so again if it is put back."""
    local = datetime.combine(day, clock, local_zone)
    return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _inside(start: time, end: time, clock: time) -> bool:
    return start <= clock < end if start < end else clock >= start or clock < end


def _named(quiet: QuietHours, local: datetime) -> str:
    if local.weekday() in quiet.weekdays:
        return f"{local:%A}"
    return f"between {quiet.start:%H:%M} and {quiet.end:%H:%M}"


@lru_cache(maxsize=1024)
def zone(name: str | None, default: str) -> ZoneInfo:
    """The IANA zone `name`, or the default where it is missing or not a zone."""
    try:
        return ZoneInfo(name) if name else ZoneInfo(default)
    except (KeyError, ValueError, OSError):  # unknown, malformed, or a folder of zones
        return ZoneInfo(default)
