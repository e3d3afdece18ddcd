"""So many invitations a day, and no more."""

from datetime import UTC, datetime, time, timedelta

from surveys.rules.quiet_hours import zone
from surveys.situation import Situation, Skip, Verdict

ORDER = 70
REASONS = {"quota_reached": "The survey has made all the invitations that it may for that day."}


def apply(situation: Situation) -> Verdict:
    """Skip when the day on which the message would go out is full."""
    quota = situation.definition.quota
    if quota is None:
        return None
    local_zone = zone(None, situation.default_timezone)
    day = situation.due_at.astimezone(local_zone).date()
    if situation.taken.get(day.isoformat(), 0) < quota.per_day:
        return None
    tomorrow = datetime.combine(day + timedelta(days=1), time(), local_zone).astimezone(UTC)
    sentence = f"The survey may invite {quota.per_day} a day, and {day} is full."
    return Skip("quota_reached", sentence, {"per_day": quota.per_day, "day": str(day)}, tomorrow)
