"""Customers who answered over some days, and a recount of what they said."""

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cast import retract, rows
from tests.service.house import House, purchase

BEGINNING = datetime(2026, 10, 29, 22, 10, tzinfo=UTC)  # New York changes its clocks on 1 November
STORES, TEAMS = ("Jakarta", "Bali", "São Paulo", None), ("red", "blue", None)
CLOSE = 1e-4  # scores come with four decimals


@dataclass(frozen=True)
class Said:
    """One response, as GET /v1/responses tells it."""

    at: datetime
    score: int
    segments: dict[str, str]


async def invite_all(house: House, count: int, chance: random.Random) -> list[str]:
    """Ask `count` customers of all stores and teams; the paths of their links."""
    events = [
        purchase(number, properties=_properties(chance)) for number in range(1000, 1000 + count)
    ]
    answer = await house.post(events)
    assert answer.status_code == 202

    async def all_sent() -> bool | None:
        sent = "SELECT COUNT(*) FROM invitation WHERE state = 'asked'"
        return await house.count(sent) == count or None

    await house.until(all_sent)
    found = await rows(house.engine.database, "SELECT token FROM invitation ORDER BY id")
    return [f"/r/{row['token']}" for row in found]


def _properties(chance: random.Random) -> dict[str, str]:
    chosen = {"store": chance.choice(STORES), "team": chance.choice(TEAMS)}
    return {name: text for name, text in chosen.items() if text}


async def answer_over_days(
    house: House, paths: Iterable[str], scores: range, chance: random.Random
) -> None:
    """Each answers some time after the one before; now and then one of them thinks again."""
    done: list[str] = []
    for path in paths:
        house.clock.forward(minutes=chance.choice([0, 1, 7, 53, 131, 240, 911]))
        for one in (path, *([chance.choice(done)] if done and chance.random() < 0.3 else ())):
            sent = await house.web.post(one, data={"score": str(chance.choice(scores))})
            assert sent.status_code == 200
        done.append(path)


async def take_back(house: House, count: int) -> None:
    """Take the oldest responses out of every score."""
    found = await rows(house.engine.database, "SELECT id FROM response ORDER BY id LIMIT $1", count)
    await retract(house.engine.database, [int(row["id"]) for row in found], house.clock())


async def said(house: House, **query: Any) -> list[Said]:
    """Every response, page by page."""
    found: list[Said] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {**query, "limit": 7} | ({"cursor": cursor} if cursor else {})
        answer = await house.api.get("/v1/responses", params=asked)
        assert answer.status_code == 200, answer.text
        for one in answer.json()["data"]:
            at = datetime.fromisoformat(one["answered_at"])
            found.append(Said(at, one["score"], one["segments"]))
        cursor = answer.json()["next"]
    return found


def counts(some: Iterable[Said], scores: range) -> dict[str, int]:
    """How often each score was given."""
    found = Counter(one.score for one in some)
    return {str(score): found[score] for score in scores}


def within(some: Iterable[Said], start: str, end: str) -> list[Said]:
    """Those from `start` up to `end`."""
    first, last = datetime.fromisoformat(start), datetime.fromisoformat(end)
    return [one for one in some if first <= one.at < last]


def nps(some: list[Said]) -> float | None:
    """Promoters less detractors, in points."""
    if not some:
        return None
    points = sum(100 if one.score >= 9 else -100 if one.score <= 6 else 0 for one in some)
    return points / len(some)


def share(some: list[Said], at_least: int) -> float | None:
    """Satisfied answers in percent."""
    return 100 * sum(one.score >= at_least for one in some) / len(some) if some else None


def span(start: datetime, days: float) -> dict[str, str]:
    """The query for some days."""
    return {"from": start.isoformat(), "to": (start + timedelta(days=days)).isoformat()}
