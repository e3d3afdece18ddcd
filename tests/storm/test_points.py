from itertools import count
from pathlib import Path

from surveys.opening import open_database
from tests.cast import rows
from tests.storm.backends import reachable
from tests.storm.doom import Point
from tests.storm.site import ALWAYS
from tests.storm.storm import Storm, brewing

POINTS = [
    Point("INSERT INTO event ", "before"),
    Point("INSERT INTO event ", "after"),
    Point("INSERT INTO invitation ", "before"),
    Point("INSERT INTO invitation ", "after"),
    Point("SET state = 'claimed'", "before"),
    Point("SET state = 'claimed'", "after"),
    Point("SET state = n.state", "before"),  # the relay has taken it, nobody knows yet
    Point("SET state = n.state", "after"),
    Point("INSERT INTO response ", "before"),
    Point("INSERT INTO response ", "after"),
    Point("INSERT INTO rollup ", "before"),
    Point("INSERT INTO rollup ", "after"),
]
ORDERS = dict(zip(filter(reachable, count()), POINTS, strict=False))  # by number


async def test_it_goes_on_where_it_was_killed_before_or_after_each_commit_of_a_survey(
    database_url: str, tmp_path: Path
) -> None:
    """An event, a mail and an answer for each point. Also a mail that was claimed, and not yet
    begun, comes, and once: the journal knows."""
    async with brewing(database_url, tmp_path, many=False, breaking=0, surveys=[ALWAYS]) as storm:
        storm.customers.willing, storm.backends.arrays, storm.backends.giving_up = 1.0, 0, 0
        for number, point in ORDERS.items():
            await _die_at(storm, point, number)
        await storm.site.start()
        await storm.reckon()
        states = await _states(database_url)
    assert states == {f"order-{number}": "sent" for number in ORDERS}
    assert len(storm.relay.mails) == len(POINTS)


async def _die_at(storm: Storm, point: Point, number: int) -> None:
    [server] = storm.site.programs
    server.start(point)
    assert await server.ready(), server.output()
    storm.backends.events, storm.backends.busy = number, False
    storm.begin(least_events=number + 1)
    assert await server.ended() == -9, f"{point}: {server.output()}"
    storm.kills += 1
    server.start()
    assert await server.ready(), server.output()
    await storm.calm()
    assert await storm.site.stop() == [0]


async def _states(database_url: str) -> dict[str, str]:
    database = await open_database(database_url)
    try:
        found = await rows(
            database,
            "SELECT e.external_id, m.state FROM event e "
            "JOIN invitation i ON i.event_id = e.id JOIN message m ON m.invitation_id = i.id",
        )
    finally:
        await database.close()
    return {row["external_id"]: row["state"] for row in found}
