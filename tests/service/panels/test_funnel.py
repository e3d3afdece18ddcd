from dataclasses import replace
from datetime import timedelta

from service.panels import funnel
from service.parts import Bars, Chart
from surveys.database import Database
from tests.cast import NOW, answer, column, customer, event, happen, publish, send_all, survey
from tests.service.panels.views import html, view_on

TOKENS = "SELECT token FROM invitation ORDER BY id"
AGO = NOW - timedelta(days=1)


async def filled(database: Database) -> None:
    """Ten purchases yesterday: two people are asked by day and one by night, one answers."""
    await publish(
        database, survey(throttle={"days": 9}, quiet_hours={"from": "09:00", "to": "11:00"})
    )
    await happen(database, event(1), event(2), now=AGO)
    await happen(database, event(3, customer=customer(3, timezone="UTC")), now=AGO)
    for number in range(4, 10):
        await happen(database, event(number, 1), now=AGO)
    await happen(database, event(10, customer=customer(10, email=None, phone=None)), now=AGO)
    await send_all(database, AGO)
    await answer(database, (await column(database, TOKENS))[0], 9, AGO)


async def test_it_shows_how_far_events_got(database: Database) -> None:
    await filled(database)
    panel = await funnel.show(await view_on(database))
    assert panel is not None
    [chart] = [part for part in panel.parts if isinstance(part, Chart)]
    steps = {row["label"]: row["n"] for row in chart.spec["data"]["values"]}
    assert steps == {
        "Events": 10,
        "Not asked": 7,
        "Asked later": 1,
        "Asked": 2,
        "Sent": 2,
        "Answered": 1,
    }
    assert [row["share"] for row in chart.spec["data"]["values"]][1] == "70.0%"


async def test_each_reason_is_told_in_plain_words(database: Database) -> None:
    await filled(database)
    panel = await funnel.show(await view_on(database))
    assert panel is not None
    skipped, deferred = [part for part in panel.parts if isinstance(part, Bars)]
    assert [str(row.name).partition(",")[0] for row in skipped.rows] == [
        "The contact was asked",
        "The contact has no usable address for any of the survey's channels.",
    ]
    assert [row.percent for row in skipped.rows] == [60, 10]
    assert [row.percent for row in deferred.rows] == [10]
    assert '<th scope="row">Not asked: The contact was asked, or' in html(panel)


async def test_it_speaks_the_readers_language(database: Database) -> None:
    await filled(database)
    panel = await funnel.show(await view_on(database, "id"))
    assert panel is not None
    shown = html(panel, "id")
    assert "Tidak ditanya: Kontak baru saja ditanya" in shown
    assert "asked" not in shown.replace("data-chart", "")


async def test_it_says_so_when_nothing_happened(database: Database) -> None:
    await publish(database, survey())
    panel = await funnel.show(await view_on(database))
    assert panel is not None
    assert "No event asked for this survey" in html(panel)


async def test_it_is_silent_about_segments_and_the_past(database: Database) -> None:
    await filled(database)
    shown = await view_on(database)
    for question in (
        replace(shown.question, where=("store", "A")),
        replace(shown.question, as_of=NOW),
    ):
        assert await funnel.show(replace(shown, question=question)) is None
