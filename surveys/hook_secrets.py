"""The signing secrets of one endpoint: the current one, and older ones until their end."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from surveys.errors import Conflict
from surveys.instant import from_micros, to_micros

MOST_LIVE = 4  # each one costs every delivery another HMAC over its body


@dataclass(frozen=True, slots=True)
class Secret:
    """`until`: when an old one stops being accepted; None for the current one."""

    text: str
    until: datetime | None = None


def write(secrets: Sequence[Secret]) -> str:
    """As text, to be sealed."""
    return json.dumps(
        [
            {"secret": one.text, "until": None if one.until is None else to_micros(one.until)}
            for one in secrets
        ]
    )


def read(text: str) -> list[Secret]:
    """What `write` wrote, or a plain list of secrets, as it was kept before they could end."""
    return [
        Secret(one)
        if isinstance(one, str)
        else Secret(one["secret"], None if one["until"] is None else from_micros(one["until"]))
        for one in json.loads(text)
    ]


def live(secrets: Sequence[Secret], now: datetime) -> list[Secret]:
    """Those that are accepted at `now`."""
    return [one for one in secrets if one.until is None or now < one.until]


def rotated(
    secrets: Sequence[Secret], new: str, old_valid_for: timedelta, now: datetime
) -> list[Secret]:
    """The live ones after a change to `new`. No old one becomes valid for longer than it was.

    Conflict when that would be too many.
    """
    end = now + old_valid_for
    others = [one for one in live(secrets, now) if one.text != new]
    old = [replace(one, until=min(one.until or end, end)) for one in others]
    found = live([*old, Secret(new)], now)
    if len(found) > MOST_LIVE:
        raise Conflict(
            f"there are {MOST_LIVE} live secrets already; wait until one of them ends, "
            "or end all old ones now with an old-valid-for of 0s"
        )
    return found
