"""What has been taken back already is not asked about: senders reorder events."""

from surveys.situation import Situation, Skip, Verdict

ORDER = 13
REASONS = {
    "withdrawn_before": "What takes the survey's invitations back has already come, and is later."
}


def apply(situation: Situation) -> Verdict:
    """Skip when the event of `withdraw_on` about the same ticket or order happened later."""
    wanted = situation.definition.withdraw_on
    later = [
        one.occurred_at
        for one in situation.past
        if one.type == wanted and one.occurred_at > situation.occurred_at
    ]
    if not later:
        return None
    at = max(later)
    return Skip(
        "withdrawn_before",
        f"{wanted} about the same ticket or order happened later, at {at:%Y-%m-%d %H:%M:%S} UTC.",
        {"occurred_at": at.isoformat()},
    )
