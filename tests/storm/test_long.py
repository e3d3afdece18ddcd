from pathlib import Path

import pytest

from surveys.opening import sqlite_path
from tests.storm.storm import brewing

KILLS = 240
EVENTS = 16_000  # of seven eighths of the customers one and a half mails each: 21,000
HOUR = 3600.0


@pytest.mark.storm
async def test_twenty_thousand_mails_survive_hundreds_of_kills(
    database_url: str, tmp_path: Path
) -> None:
    many = sqlite_path(database_url) is None
    async with brewing(
        database_url, tmp_path, many=many, breaking=0.02, within_seconds=HOUR
    ) as storm:
        await storm.rage(KILLS, EVENTS)
        assert storm.kills == KILLS
        assert len(storm.relay.mails) >= 20_000
