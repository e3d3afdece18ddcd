"""What must, or must not, have happened to the same ticket or order before."""

from surveys.conditions import unmet
from surveys.definition import Past
from surveys.situation import Situation, Skip, Verdict

ORDER = 12
REASONS = {
    "earlier_missing": "Something that the survey asks for has not happened before.",
    "earlier_found": "Something has happened before that the survey rules out.",
}


def apply(situation: Situation) -> Verdict:
    """Skip at the first of `trigger.earlier` that does not hold."""
    for wanted in situation.definition.trigger.earlier:
        found = _count(situation, wanted)
        if wanted.exists and not found:
            return Skip("earlier_missing", f"There was no {_named(wanted)} before.")
        if found and not wanted.exists:
            return Skip("earlier_found", f"There was {_named(wanted)} before.", {"found": found})
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
