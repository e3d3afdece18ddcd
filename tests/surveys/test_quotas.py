import asyncio
from datetime import timedelta

from surveys.database import Database
from tests.cast import NOW, column, event, happen, intake, post, publish, rows, survey, value

COUNT = "SELECT COUNT(*) FROM invitation"
REASONS = "SELECT reason FROM decision ORDER BY event_id"


async def test_a_quota_counts_within_a_batch_across_batches_and_by_day(database: Database) -> None:
    await publish(database, survey(quota={"per_day": 2}))
    await publish(database, survey("other"))
    await happen(database, event(1))
    await happen(database, event(2), event(3))
    await happen(database, event(4), now=NOW + timedelta(days=1))
    of_survey = "SELECT reason FROM decision WHERE survey_id = $1 ORDER BY event_id"
    limited, free = await column(database, "SELECT id FROM survey ORDER BY id")
    assert await column(database, of_survey, limited) == [
        "scheduled",
        "scheduled",
        "quota_reached",
        "scheduled",
    ]
    assert await column(database, of_survey, free) == ["scheduled"] * 4
    assert await rows(database, "SELECT survey_id, day, taken FROM quota ORDER BY day") == [
        {"survey_id": limited, "day": "2026-11-02", "taken": 2},
        {"survey_id": limited, "day": "2026-11-03", "taken": 1},
    ]


async def test_a_message_that_goes_out_tomorrow_takes_a_place_of_tomorrow(
    database: Database,
) -> None:
    await publish(database, survey(quota={"per_day": 1}, delay="20h"))
    await happen(database, event(1), event(2))
    await publish(database, survey(quota={"per_day": 1}))
    await happen(database, event(3))
    assert await column(database, REASONS) == ["scheduled", "quota_reached", "scheduled"]


async def test_parallel_workers_never_go_beyond_a_quota(databases: list[Database]) -> None:
    await publish(databases[0], survey(quota={"per_day": 13}))
    await post(databases[0], *(event(number) for number in range(40)))
    await asyncio.gather(
        *(intake(databases[n % len(databases)]).run(NOW, limit=3) for n in range(24))
    )
    while await intake(databases[0]).run(NOW):
        pass
    assert await value(databases[0], COUNT) == 13
    assert await value(databases[0], "SELECT taken FROM quota") == 13
