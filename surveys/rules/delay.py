"""Wait for the survey's delay, counted from when it happened."""

from surveys.duration import write
from surveys.situation import Change, Situation, Verdict
from surveys.wishes import wished_delay

ORDER = 40
REASONS = {"delay": "The survey waits this long after the event."}


def apply(situation: Situation) -> Verdict:
    """Move the due time; an event that comes late is asked about at once."""
    delay = situation.definition.delay + wished_delay(situation)
    due_at = max(situation.occurred_at + delay, situation.now)
    if due_at == situation.due_at:
        return None
    later = situation.at(due_at)
    return Change(later, "delay", lambda: f"The survey waits {write(delay)} after the event.")
