"""A moment that is long over is not asked about: late deliveries and imports of old orders."""

from surveys.situation import Situation, Skip, Verdict

ORDER = 15
REASONS = {"too_old": "The event happened longer ago than the survey stays open."}


def apply(situation: Situation) -> Verdict:
    """Skip when the survey would already have expired."""
    definition = situation.definition
    over = situation.occurred_at + definition.delay + definition.expires
    if over > situation.now:
        return None
    return Skip(
        "too_old",
        lambda: (
            f"It happened at {situation.occurred_at:%Y-%m-%d %H:%M} UTC, longer ago than the "
            "survey stays open."
        ),
        {"occurred_at": situation.occurred_at.isoformat()},
    )
