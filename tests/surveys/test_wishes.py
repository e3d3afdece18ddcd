"""What a sender wishes for one event."""

from datetime import timedelta
from typing import Any

import pytest

from surveys.database import Database
from surveys.instant import to_micros
from tests.cast import NOW, column, event, happen, publish, survey

YEAR = timedelta(days=365)


@pytest.mark.parametrize(
    ("wish", "delay"),
    [
        (60, timedelta(minutes=1)),
        (1.5, timedelta(seconds=1.5)),
        (10**12, YEAR),
        (10**400, YEAR),
        (1e300, YEAR),
        (-5, timedelta()),
        (True, timedelta()),
        ("60", timedelta()),
    ],
)
async def test_a_delay_that_nobody_can_mean_harms_no_batch(
    database: Database, wish: Any, delay: timedelta
) -> None:
    await publish(database, survey(trigger={"on": "delighted.person"}))
    told = {"type": "delighted.person", "properties": {"delighted_delay": wish}}
    await happen(database, event(1, **told), event(2, type="delighted.person"))
    due = await column(database, "SELECT due_at FROM invitation ORDER BY event_id")
    assert due == [to_micros(NOW + delay), to_micros(NOW)]
