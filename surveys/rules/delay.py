"""Wait for the survey's delay, counted from when it happened."""

from dataclasses import replace

from surveys.duration import write
from surveys.situation import Change, Situation, Verdict

ORDER = 40
REASONS = {"delay": "The survey waits this long after the event."}


def apply(situation: Situation) -> Verdict:
    """Move the due time; an event that comes late is asked about at once."""
    due_at = max(situation.occurred_at + situation.definition.delay, situation.now)
    if due_at == situation.due_at:
        return None
    sentence = f"The survey waits {write(situation.definition.delay)} after the event."
    return Change(replace(situation, due_at=due_at), "delay", sentence)
