"""A situation for a rule to look at: an ordinary purchase by somebody who was never asked."""

from datetime import timedelta
from typing import Any

from surveys.situation import Earlier, Person, Situation
from tests.cast import NOW, REACH, survey

FIELDS = frozenset(Situation._fields)
PERSON = {
    "id": 1,
    "email": "ann@example.com",
    "phone": "+6281200000001",
    "timezone": "Asia/Jakarta",
}


def situation(**overrides: Any) -> Situation:
    """`overrides` go to the situation, to the person in it, or to the survey: by their names.
    `allowed` are the person's channels."""
    of_survey = {k: v for k, v in overrides.items() if k not in FIELDS and k not in PERSON}
    of_person = {k: v for k, v in overrides.items() if k in PERSON}
    if "allowed" in of_survey:
        of_person["channels"] = of_survey.pop("allowed")
    of_situation = {k: v for k, v in overrides.items() if k in FIELDS}
    definition = of_situation.pop("definition", None) or survey(**of_survey)
    found: dict[str, Any] = {
        "definition": definition,
        "event_key": "shop/order-1",
        "event_type": "purchase.completed",
        "occurred_at": NOW,
        "properties": {},
        "contact": Person(**{**PERSON, **of_person}),
        "reach": REACH,
        "suppressed": frozenset(),
        "earlier": (),
        "default_timezone": "UTC",
        "now": NOW,
        "due_at": NOW,
        "channels": definition.channels,
    }
    return Situation(**{**found, **of_situation})


def earlier(
    number: int = 1,
    days: float = -1,
    state: str = "asked",
    key: str = "",
    group: str | None = None,
) -> Earlier:
    """An invitation of the same contact, asked (or due) `days` from now."""
    return Earlier(number, key or survey().key, state, NOW + timedelta(days=days), group)
