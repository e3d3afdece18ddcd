"""The event must be of the survey's type, with the properties it asks for."""

from typing import Any

from surveys.conditions import BLOCKS, found_in, unmet
from surveys.situation import Situation, Skip, Verdict

ORDER = 10
REASONS = {"where_not_met": "A property of the event is not what the survey's `where` asks for."}


def apply(situation: Situation) -> Verdict:
    """Skip when `where` is not met."""
    where = situation.definition.trigger.where
    name = unmet(where, situation.properties)
    if name is None:
        return None
    wanted = where[name]
    found = None if name in BLOCKS else found_in(situation.properties, name)
    inputs = {"property": name, "wanted": wanted, "found": found}
    return Skip("where_not_met", lambda: _sentence(name, wanted, found), inputs)


def _sentence(name: str, wanted: Any, found: Any) -> str:
    if name in BLOCKS:
        return f"What the survey says under `{name}` does not hold for the event's properties."
    return f"The survey asks for {_told(name, wanted)}; the event has {found!r}."


def _told(name: str, wanted: Any) -> str:
    if not isinstance(wanted, dict):
        return f"{name} = {wanted!r}"
    return f"{name} " + ", ".join(f"{test} {value!r}" for test, value in wanted.items())
