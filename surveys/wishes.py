"""What a sender wishes for one event besides what the survey says, as Delighted's API lets them."""

from datetime import timedelta
from math import isfinite

from surveys.situation import Situation

CHANNEL, DELAY = "delighted_channel", "delighted_delay"  # properties; the delay is in seconds
NO_DELAY, LONGEST_DELAY = timedelta(), timedelta(days=365)


def wished_delay(situation: Situation) -> timedelta:
    """How much later than the survey says."""
    if not situation.event_type.startswith("delighted."):
        return NO_DELAY
    found = situation.properties.get(DELAY)
    if isinstance(found, bool) or not isinstance(found, int | float):
        return NO_DELAY
    return _within(found)


def _within(seconds: float) -> timedelta:
    """Anybody with a key for events may write any number."""
    if isinstance(seconds, float) and not isfinite(seconds):
        return NO_DELAY
    return timedelta(seconds=max(0, min(seconds, LONGEST_DELAY.total_seconds())))


def allowed(situation: Situation) -> frozenset[str] | None:
    """Channels that the sender lets us use, None for all."""
    known = situation.contact.channels
    if not situation.event_type.startswith("delighted."):
        return known
    wished = situation.properties.get(CHANNEL)
    if not isinstance(wished, str):
        return known
    return frozenset({wished}) if known is None else known & {wished}
