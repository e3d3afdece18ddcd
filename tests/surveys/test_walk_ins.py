"""Answers that nobody was invited to give."""

import asyncio
from datetime import timedelta

from surveys.database import Database
from surveys.walk_ins import WalkIn, record
from tests.cast import KEYRING, NOW, column, publish, rows, survey


async def test_one_visit_has_one_response_whichever_process_hears_it(
    databases: list[Database],
) -> None:
    live = await publish(databases[0], survey())

    def said(number: int) -> WalkIn:
        now = NOW + timedelta(seconds=number)
        return WalkIn(live, f"visit-{number % 2}", "place", "en", number % 11, now, now)

    given = [
        record(database, KEYRING, [said(n), said(n + 1)]) for n, database in enumerate(databases)
    ]
    ids = await asyncio.gather(*given)
    assert len({one for pair in ids for one in pair}) == 2
    stored = await rows(databases[0], "SELECT id, score FROM response ORDER BY id")
    for row in stored:
        deltas = "SELECT score, SUM(delta) AS n FROM response_change WHERE response_id = $1"
        found = await rows(databases[0], f"{deltas} GROUP BY score", row["id"])
        assert {int(one["score"]): int(one["n"]) for one in found if int(one["n"])} == {
            int(row["score"]): 1
        }
    visits = await column(databases[0], "SELECT visit FROM response ORDER BY visit")
    assert visits == ["visit-0", "visit-1"]
