"""What a simulation's result looks like, in JSON and as text."""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.simulation.plan import Plan
from surveys.simulation.tally import Tally

NOTE = (
    "Suppressions count as they are now. Events that the rules have not seen yet are left out. "
    "Of contacts that were known before this time, what the events do not say is as it is now."
)


def as_dict(plan: Plan, tally: Tally) -> dict[str, Any]:
    """Every number of the simulation beside what really happened. `version`: the live one."""
    return {
        "survey": plan.definition.key,
        "version": plan.version or None,
        "from": plan.start.isoformat(),
        "to": plan.end.isoformat(),
        "tz": plan.default_timezone,
        "note": NOTE,
        **tally.as_dict(),
    }


def rows(found: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, int]]]:
    """The same as lines of a table."""
    yield "events that it listens to", found["events"]
    yield "asked", found["asked"]
    for part, title in (
        ("outcomes", ""),
        ("reasons", "reason "),
        ("channels", "by "),
        ("days", "on "),
    ):
        for name, numbers in found[part].items():
            yield f"{title}{name}", numbers
    people = found["people"]
    yield "people asked", people["asked"]
    yield "most often asked, times", people["most"]
    for times, numbers in people["by_times_asked"].items():
        yield f"people asked {times} times", numbers
