from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from surveys import week
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.errors import InvalidInput
from surveys.periods import Period
from surveys.responses import Filter, page
from surveys.rollups import fold
from surveys.scores import Question
from tests.cast import NOW, answer, invite, publish, survey

ASKED = datetime(2026, 10, 1, tzinfo=UTC)
SPAN = Period(ASKED, NOW)
ZONES = (
    "Asia/Jakarta",
    "Europe/Berlin",  # clocks go back on 25 October at one o'clock UTC
    "America/New_York",
    "Asia/Kolkata",  # half an hour beside the clocks of others
    "Australia/Lord_Howe",  # goes on by half an hour on 3 October
)


@pytest.fixture
async def answers(database: Database) -> list[tuple[datetime, int, str]]:
    """When, what score, in which store; half of them folded. Some stand at the edges of hours, and
    around the night in which Berlin's clocks go back."""
    await publish(database, survey(throttle=None), ASKED)
    chance = Random(1)
    back = datetime(2026, 10, 25, tzinfo=UTC)
    times = [ASKED + timedelta(seconds=chance.randrange(2_300_000)) for _ in range(40)]
    times += [back + timedelta(minutes=30 * n) for n in range(6)]
    found = []
    for number, at in enumerate(times):
        store = chance.choice(("Bali", "Solo"))
        [token] = await invite(database, 1, ASKED, properties={"store": store, "team": "A"})
        found.append((at, chance.randrange(11), store))
        await answer(database, token, found[-1][1], at)
        if number == 20:
            await fold(database)
    return found


def counted(answers: list[tuple[datetime, int, str]], zone: str) -> dict[int, Counter[int]]:
    found: dict[int, Counter[int]] = defaultdict(Counter)
    for at, score, _ in answers:
        local = at.astimezone(ZoneInfo(zone))
        found[local.weekday() * 24 + local.hour][score] += 1
    return found


async def asked(database: Database, zone: str = "UTC", **more: Any) -> dict[int, Counter[int]]:
    [published] = await Catalogue(database).live()
    question = Question(published, more.pop("span", SPAN), "none", ZoneInfo(zone), **more)
    hours = await week.ask(database, question)
    return {at: +counts for at, counts in hours.items()}


async def test_each_answer_is_in_the_hour_that_the_zones_clocks_showed(
    database: Database, answers: list[tuple[datetime, int, str]]
) -> None:
    for zone in ZONES:
        assert await asked(database, zone) == counted(answers, zone), zone
    await fold(database)
    for zone in ZONES:
        assert await asked(database, zone) == counted(answers, zone), zone


async def test_it_keeps_to_the_part_and_the_span_that_are_asked_about(
    database: Database, answers: list[tuple[datetime, int, str]]
) -> None:
    bali = [one for one in answers if one[2] == "Bali"]
    short = Period(ASKED + timedelta(days=3), ASKED + timedelta(days=20, minutes=10))
    within = [one for one in answers if short.start <= one[0] < short.end]

    assert await asked(database, where=("store", "Bali")) == counted(bali, "UTC")
    team = (("team", "A"), ("language", "en"))
    assert await asked(database, where=("store", "Bali"), also=team) == counted(bali, "UTC")
    assert await asked(database, where=("store", "Nowhere")) == {}
    assert await asked(database, span=short) == counted(within, "UTC")


async def test_each_hour_lists_so_many_as_it_counts(
    database: Database, answers: list[tuple[datetime, int, str]]
) -> None:
    for zone in ZONES:
        for at in range(week.HOURS):
            hours = [(*one, at) for one in week.stretches(SPAN, ZoneInfo(zone))]
            assert len(hours) <= 2
            listed, _ = await page(database, Filter(hours=hours))
            assert len(listed) == counted(answers, zone)[at].total(), (zone, at)
    assert (await page(database, Filter(hours=[])))[0] == []


async def test_it_tells_no_hour_of_a_few(
    database: Database, answers: list[tuple[datetime, int, str]]
) -> None:
    sizes = {at: one.total() for at, one in counted(answers, "UTC").items()}
    shown = await asked(database, smallest=2)

    assert shown
    assert all(one.total() >= 2 for one in shown.values())
    assert sum(sizes.values()) - sum(one.total() for one in shown.values()) >= 2


async def test_it_has_no_memory(database: Database) -> None:
    await publish(database, survey(), ASKED)
    with pytest.raises(InvalidInput, match="as_of"):
        await asked(database, as_of=NOW)
