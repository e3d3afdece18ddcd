"""The event must be of the survey's type, with the properties it asks for."""

from surveys.conditions import unmet
from surveys.situation import Situation, Skip, Verdict

ORDER = 10
REASONS = {"where_not_met": "A property of the event is not what the survey's `where` asks for."}


def apply(situation: Situation) -> Verdict:
    """Skip when `where` is not met."""
    where = situation.definition.trigger.where
    name = unmet(where, situation.properties)
    if name is None:
        return None
    found = situation.properties.get(name)
    return Skip(
        "where_not_met",
        f"The survey asks for {name} = {where[name]!r}; the event has {found!r}.",
        {"property": name, "wanted": where[name], "found": found},
    )
