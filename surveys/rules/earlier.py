"""What has happened to the same ticket or order, as far as it is known already."""

from surveys.conditions import unmet
from surveys.situation import PastEvent, Situation, Skip, Verdict
from surveys.trigger import Past

ORDER = 12
REASONS = {
    "withdrawn_since": "A later event, which came in first, has taken the question back.",
    "earlier_missing": "Something that the survey asks for has not happened before.",
    "earlier_found": "Something has happened before that the survey rules out.",
}


def apply(situation: Situation) -> Verdict:
    """Skip what was taken back before it came in, and where `trigger.earlier` does not hold."""
    if (later := _withdrawal(situation)) is not None:
        sentence = f"{later.type} happened later, at {later.occurred_at:%Y-%m-%d %H:%M} UTC."
        return Skip("withdrawn_since", sentence)
    for wanted in situation.definition.trigger.earlier:
        found = _count(situation, wanted)
        if wanted.exists and not found:
            return Skip("earlier_missing", f"There was no {_named(wanted)} before.")
        if found and not wanted.exists:
            return Skip("earlier_found", f"There was {_named(wanted)} before.", {"found": found})
    return None


def _withdrawal(situation: Situation) -> PastEvent | None:
    for one in situation.past:
        if one.type == situation.definition.withdraw_on and one.occurred_at > situation.occurred_at:
            return one
    return None


def _count(situation: Situation, wanted: Past) -> int:
    return sum(
        one.type in wanted.on
        and one.occurred_at <= situation.occurred_at
        and unmet(wanted.where, one.properties) is None
        for one in situation.past
    )


def _named(wanted: Past) -> str:
    fitting = " that fits" if wanted.where else ""
    return f"{' or '.join(wanted.on)}{fitting} about the same ticket or order"
