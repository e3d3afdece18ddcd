from datetime import timedelta

import pytest

from surveys.database import Database
from surveys.funnel import Funnel, funnel
from surveys.periods import Period
from tests.cast import (
    NOW,
    answer,
    column,
    customer,
    event,
    happen,
    invitation_of,
    publish,
    retract,
    send_all,
    survey,
)

DAY = Period(NOW, NOW + timedelta(days=1))
TOKENS = "SELECT token FROM invitation ORDER BY id"


@pytest.fixture
async def asked(database: Database) -> int:
    """Six purchases: three are asked, of whom two answer; one is asked later; two are not asked."""
    quiet = {"from": "21:00", "to": "22:00"}
    live = await publish(
        database, survey(quiet_hours=quiet, throttle={"days": 9}, withdraw_on="purchase.undone")
    )
    for number in range(3):
        await happen(database, event(number))
    await happen(database, event(3, 0), event(4, customer=customer(4, email="x", phone="y")))
    await send_all(database)
    for token in (await column(database, TOKENS))[:2]:
        await answer(database, token, 9)
    await happen(database, event(5, customer=customer(5, timezone="Asia/Vladivostok")))
    return live.survey_id


async def test_it_counts_every_event_once_by_its_reason(database: Database, asked: int) -> None:
    await happen(database, event(4, customer=customer(4, timezone="Asia/Tokyo")))
    found = await funnel(database, asked, DAY)
    assert found.skipped == {"throttled": 1, "no_contact": 1}
    assert found.scheduled + found.deferred.total() == 4
    assert (found.events, found.sent, found.answered) == (6, 3, 2)


async def test_who_is_asked_later_is_told_apart(database: Database) -> None:
    quiet = {"from": "09:00", "to": "12:00"}
    live = await publish(database, survey(quiet_hours=quiet))
    await happen(database, event(1), event(2, customer=customer(2, timezone="UTC")))
    found = await funnel(database, live.survey_id, DAY)
    assert (found.scheduled, found.deferred, found.sent) == (1, {"quiet_hours": 1}, 0)


async def test_an_answer_that_was_taken_back_does_not_count(database: Database, asked: int) -> None:
    token = (await column(database, TOKENS))[0]
    [response] = await column(
        database,
        "SELECT id FROM response WHERE invitation_id = $1",
        await invitation_of(database, token),
    )
    await retract(database, [response], NOW)
    assert (await funnel(database, asked, DAY)).answered == 1


async def test_what_only_takes_back_is_no_event_that_asks(database: Database, asked: int) -> None:
    before = await funnel(database, asked, DAY)
    await happen(database, event(9, 2, type="purchase.undone"))
    assert await funnel(database, asked, DAY) == before


async def test_other_surveys_and_other_days_stay_out(database: Database, asked: int) -> None:
    other = await publish(database, survey("other"))
    assert await funnel(database, other.survey_id, DAY) == Funnel()
    assert await funnel(database, asked, Period(DAY.end, DAY.end + timedelta(days=1))) == Funnel()
    await happen(database, event(9, 9), now=DAY.end)
    assert (await funnel(database, asked, DAY)).events == 6
    both = Period(NOW, DAY.end + timedelta(days=1))
    assert (await funnel(database, other.survey_id, both)).events == 1
