"""What a kind of survey and its scores are to a manager, asked of the kind's own formula."""

from collections.abc import Mapping
from functools import cache
from typing import Literal

from service.words import Words
from surveys.kinds import kinds

Band = Literal["good", "middle", "bad", "rest"]


@cache
def bands(kind: str) -> Mapping[int, Band]:
    """By score. Net kinds have promoters (good), passives (middle) and detractors (bad); in a share
    an answer counts (good) or does not (rest).
    """
    found = kinds()[kind]
    worth = {score: found.score({score: 1}) or 0 for score in range(found.LOW, found.HIGH + 1)}
    if min(worth.values()) < 0:
        return {s: "good" if w > 0 else "bad" if w < 0 else "middle" for s, w in worth.items()}
    return {score: "good" if w > 0 else "rest" for score, w in worth.items()}


def is_net(kind: str) -> bool:
    """Whether the score runs from -100 to 100 points, not from 0 to 100 %."""
    return "bad" in bands(kind).values()


def edges(kind: str, band: Band) -> tuple[int, int]:
    """The lowest and the highest score of a band that the kind has."""
    scores = [score for score, found in bands(kind).items() if found == band]
    return min(scores), max(scores)


def called(kind: str, _: Words) -> str:
    """What people call the score of a kind."""
    names = {"enps": "eNPS", "stars": _("Stars"), "thumbs": _("Thumbs up")}
    return names.get(kind, kind.upper())


def along(kind: str, score: float) -> float:
    """Where a score stands between the lowest that there is (0) and the highest (100)."""
    return (score + 100) / 2 if is_net(kind) else score
