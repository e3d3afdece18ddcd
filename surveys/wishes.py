"""What a sender wishes for one event besides what the survey says, as Delighted's API lets them."""

from datetime import timedelta

from surveys.situation import Situation

CHANNEL, DELAY = "delighted_channel", "delighted_delay"  # properties; the delay is in seconds
NO_DELAY = timedelta()


def wished_delay(situation: Situation) -> timedelta:
    """How much later than the survey says."""
    if not situation.event_type.startswith("delighted."):
        return NO_DELAY
    found = situation.properties.get(DELAY)
    return timedelta(seconds=found) if isinstance(found, int) else NO_DELAY


def allowed(situation: Situation) -> frozenset[str] | None:
    """Channels that the sender lets us use, None for all."""
    known = situation.contact.channels
    if not situation.event_type.startswith("delighted."):
        return known
    wished = situation.properties.get(CHANNEL)
    if not isinstance(wished, str):
        return known
    return frozenset({wished}) if known is None else known & {wished}
