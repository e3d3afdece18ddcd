from datetime import timedelta

from surveys.clicking import Logged
from surveys.database import Database
from surveys.evidence import NONE, Click
from surveys.instant import to_micros
from surveys.machine_links import Filter, page
from tests.cast import NOW, column, customer, invite, note_clicks, publish, run, survey

IDS = "SELECT id FROM invitation ORDER BY id"


async def opened(database: Database, invitation_id: int, turn: int) -> None:
    click = Click("open", 4, NONE, f"{invitation_id}-{turn}", NOW + timedelta(hours=turn), ())
    await note_clicks(database, [Logged(invitation_id, click, {})])


async def test_a_link_stays_where_it_is_when_its_first_click_is_forgotten(
    database: Database,
) -> None:
    await publish(database, survey())
    for number in range(3):
        await invite(database, customer=customer(number))
    first, *others = await column(database, IDS)
    for number in (first, *others):
        await opened(database, number, 0)
    shown, following = await page(database, Filter(limit=2))
    assert following is not None

    await opened(database, first, 1)
    await run(
        database, "DELETE FROM click WHERE invitation_id = $1 AND at = $2", first, to_micros(NOW)
    )
    left, after = await page(database, Filter(limit=2, before=following))

    assert [one["times"] for one in (*shown, *left)] == [1, 1, 1]
    assert len({one["id"] for one in (*shown, *left)}) == 3
    assert after is None
