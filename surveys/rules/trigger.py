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
    found = None if name in BLOCKS else found_in(situation.properties, name)
    return Skip(
        "where_not_met",
        f"The survey asks for {_told(name, where[name])}; the event has {found!r}."
        if name not in BLOCKS
        else f"What the survey says under `{name}` does not hold for the event's properties.",
        {"property": name, "wanted": where[name], "found": found},
    )


def _told(name: str, wanted: Any) -> str:
    if not isinstance(wanted, dict):
        return f"{name} = {wanted!r}"
    return f"{name} " + ", ".join(f"{test} {value!r}" for test, value in wanted.items())
