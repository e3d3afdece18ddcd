import asyncio
from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.instant import to_micros
from surveys.rollups import fold, fold_sent, rebuild
from tests.cast import NOW, answer, column, invite, publish, retract, rows, survey, value

CELLS = "SELECT property, value, hour, c0, c8, c9, c10 FROM rollup ORDER BY property, value, hour"
UNFOLDED = "SELECT COUNT(*) FROM response_change WHERE NOT folded"


@pytest.fixture
async def tokens(database: Database) -> list[str]:
    """Six customers: half in store A, half in store B, all of team 7."""
    await publish(database, survey())
    return [
        token
        for number in range(6)
        for token in await invite(database, properties={"store": "AB"[number % 2], "team": 7})
    ]


async def cells(database: Database) -> dict[tuple[str, str, int], tuple[int, ...]]:
    """Counts of 0, 8, 9 and 10 that are not all nought, by property, value and hours from NOW."""
    found: dict[tuple[str, str, int], tuple[int, ...]] = {}
    for row in await rows(database, CELLS):
        counts = tuple(row[name] for name in ("c0", "c8", "c9", "c10"))
        hours = (row["hour"] - to_micros(NOW)) // 3_600_000_000
        if any(counts):
            found[row["property"], row["value"], hours] = counts
    return found


async def test_it_counts_by_hour_and_by_each_segment(database: Database, tokens: list[str]) -> None:
    for token, score in zip(tokens, (9, 0, 9, 10, 9, 8), strict=True):
        await answer(database, token, score, NOW + timedelta(minutes=59))
    assert await fold(database) == 6
    assert await cells(database) == {
        ("", "", 0): (1, 1, 3, 1),
        ("store", "A", 0): (0, 0, 3, 0),
        ("store", "B", 0): (1, 1, 0, 1),
        ("team", "7", 0): (1, 1, 3, 1),
    }


async def test_each_row_of_the_ledger_is_folded_once(
    databases: list[Database], tokens: list[str]
) -> None:
    for token in tokens:
        await answer(databases[0], token, 9)
    folded = await asyncio.gather(
        *(fold(databases[n % len(databases)], limit=2) for n in range(12))
    )
    assert sum(folded) == 6
    assert await value(databases[0], UNFOLDED) == 0
    assert (await cells(databases[0]))["", "", 0] == (0, 0, 6, 0)
    assert await fold(databases[0]) == 0


async def test_an_edit_moves_the_count_within_the_hour_of_the_answer(
    database: Database, tokens: list[str]
) -> None:
    await answer(database, tokens[0], 9)
    await fold(database)
    await answer(database, tokens[0], 0, NOW + timedelta(hours=5))
    await fold(database)
    assert (await cells(database))["", "", 0] == (1, 0, 0, 0)
    assert len(await cells(database)) == 3


async def test_an_edit_may_be_folded_together_with_what_it_replaces(
    database: Database, tokens: list[str]
) -> None:
    for score in (9, 8, 10):
        await answer(database, tokens[0], score, NOW + timedelta(minutes=score))
    await fold(database)
    assert (await cells(database))["", "", 0] == (0, 0, 0, 1)


async def test_a_response_that_counts_no_more_leaves_the_counts(
    database: Database, tokens: list[str]
) -> None:
    await answer(database, tokens[0], 9)
    await fold(database)
    await retract(database, await column(database, "SELECT id FROM response"), NOW)
    await fold(database)
    assert await cells(database) == {}


async def test_a_rebuild_gives_the_same_counts(database: Database, tokens: list[str]) -> None:
    for number, token in enumerate(tokens):
        await answer(database, token, 8 + number % 3, NOW + timedelta(hours=number))
        await answer(database, token, 9, NOW + timedelta(hours=number, minutes=2))
        await fold(database, limit=1)
    while await fold(database, limit=3):
        pass
    before: Any = await cells(database)
    assert before
    await rebuild(database)
    assert await cells(database) == {}
    assert await value(database, UNFOLDED) > 0
    while await fold(database, limit=5):
        pass
    assert await cells(database) == before


SENT = "SELECT property, value, sent, delivered, answered FROM rollup WHERE sent <> 0 ORDER BY 1, 2"


async def sent(database: Database) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Sent, delivered and answered, by property and value."""
    return {
        (row["property"], row["value"]): (row["sent"], row["delivered"], row["answered"])
        for row in await rows(database, SENT)
    }


async def test_what_was_sent_counts_by_segment_and_when_it_is_answered(
    database: Database, tokens: list[str]
) -> None:
    assert await fold_sent(database) == 6
    assert await fold_sent(database) == 0
    assert await sent(database) == {
        ("", ""): (6, 6, 0),
        ("store", "A"): (3, 3, 0),
        ("store", "B"): (3, 3, 0),
        ("team", "7"): (6, 6, 0),
    }
    await answer(database, tokens[0], 9)
    await answer(database, tokens[1], 2)
    assert await fold_sent(database) == 2
    await answer(database, tokens[0], 8, NOW + timedelta(minutes=1))  # is news to the scores only
    assert await fold_sent(database) == 0
    assert (await sent(database))["", ""] == (6, 6, 2)
    assert (await sent(database))["store", "A"] == (3, 3, 1)


async def test_an_answer_that_counts_no_more_leaves_what_was_answered(
    database: Database, tokens: list[str]
) -> None:
    await answer(database, tokens[0], 9)
    await fold_sent(database)
    await retract(database, await column(database, "SELECT id FROM response"), NOW)
    await fold_sent(database)
    assert (await sent(database))["", ""] == (6, 6, 0)


async def test_an_invitation_that_nobody_was_sent_is_not_counted(database: Database) -> None:
    await publish(database, survey(delay="1h"))
    await invite(database)
    assert await fold_sent(database) == 0


async def test_a_rebuild_counts_what_was_sent_again(database: Database, tokens: list[str]) -> None:
    await answer(database, tokens[0], 9)
    await fold_sent(database)
    before = await sent(database)
    await rebuild(database)
    assert await sent(database) == {}
    while await fold_sent(database, limit=4):
        pass
    assert await sent(database) == before
