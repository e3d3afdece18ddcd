from pathlib import Path

from surveys.opening import sqlite_path
from tests.storm.storm import brewing

KILLS = 20


async def test_nothing_is_lost_or_sent_twice_when_processes_are_killed_at_random(
    database_url: str, tmp_path: Path
) -> None:
    many = sqlite_path(database_url) is None
    async with brewing(database_url, tmp_path, many=many) as storm:
        await storm.rage(KILLS)
        assert storm.kills == KILLS
