"""Settling, beside what else happens: other workers, crashes, better rules, and time."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from surveys import answering, clicks, settling
from surveys.catalogue import Catalogue
from surveys.errors import InvalidInput
from surveys.evidence import known
from surveys.opening import open_database
from surveys.resettling import Resettled, Resettling
from tests.cast import NOW, column, outbox, rows, value
from tests.service.house import SETTLE_SECONDS, House
from tests.service.scene import PERSON, SCANNER, Scene, open_scene

DUE = timedelta(seconds=SETTLE_SECONDS + 60)


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    async with open_scene(database_url) as found:
        yield found


async def again(scene: Scene, days: float = 7) -> Resettled:
    """`afterword settle` for the last days."""
    database, now = scene.engine.database, scene.clock()
    since = now - timedelta(days=days)
    told = Resettling(database, Catalogue(database), since, now, SETTLE_SECONDS)
    told.check()
    looked_at: list[int] = []
    found = await told.run(looked_at.append)
    assert sum(looked_at) == await told.count() == found.links
    return found


@contextmanager
def rules_that_know(piece: str) -> Iterator[None]:
    """As if agents.txt had one line more."""
    pieces = (*known.agents(), piece)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(known, "agents", lambda: pieces)
        known.is_bot.cache_clear()
        yield
    known.is_bot.cache_clear()


async def test_two_workers_and_a_form_at_once_leave_one_response(
    scene: Scene, database_url: str
) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9, touched=True)
    page = await scene.opens(4)
    scene.clock.now += DUE
    other = scene.engine.database
    if other.dialect == "postgres":
        other = await open_database(database_url)
    await asyncio.gather(
        settling.settle_due(scene.engine.database, scene.clock()),
        settling.settle_due(other, scene.clock()),
        scene.sends(page),
    )
    if other is not scene.engine.database:
        await other.close()
    assert await scene.ends() == (4, "explicit")
    assert await value(scene.engine.database, "SELECT COUNT(*) FROM response") == 1


async def test_a_settling_that_dies_halfway_is_done_again_once(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9)
    scene.clock.now += DUE
    with monkeypatch.context() as patch:

        async def dies(*_: Any) -> None:
            raise RuntimeError("the lights went out")

        patch.setattr(answering.ledger, "append", dies)
        with pytest.raises(RuntimeError):
            await settling.settle_due(scene.engine.database, scene.clock())
    assert await scene.recorded() is None
    assert await scene.ends() == (9, "scripted")


async def test_a_click_on_a_link_whose_time_is_over_settles_on_nothing(scene: Scene) -> None:
    await scene.goes_on(days=27, hours=23, minutes=55)
    page = await scene.opens(9)
    await scene.goes_on(minutes=6)
    await outbox(scene.engine.database).expire(scene.clock())
    assert (await scene.asks(PERSON, f"{scene.path}/9")).status_code == 410
    form = {"nonce": page.nonce, "score": "9"}
    assert (await scene.asks(PERSON, scene.path, "POST", data=form)).status_code == 410
    assert await scene.ends() is None


async def test_an_address_is_kept_as_its_network_and_a_click_for_thirty_days(
    scene: Scene,
) -> None:
    database = scene.engine.database
    await scene.goes_on(hours=1)
    await scene.looks(9, touched=True)
    evidence = await column(database, "SELECT evidence FROM click")
    assert all("203.0.113.0/24" in one and "203.0.113.7" not in one for one in evidence)
    assert await scene.ends() == (9, "scripted")
    assert await clicks.forget(database, NOW + clicks.KEPT) == 0
    later = NOW + clicks.KEPT + timedelta(hours=2)
    assert await clicks.forget(database, later, limit=1) == 1
    assert await clicks.forget(database, later) == 1
    assert await clicks.forget(database, later) == 0
    assert await scene.recorded() == (9, "scripted")


async def test_the_worker_forgets_clicks(house: House) -> None:
    await house.publish()
    await house.answer(await house.invited(1), 9)
    house.clock.forward(days=31)

    async def forgotten() -> bool | None:
        return await house.count("SELECT COUNT(*) FROM click") == 0 or None

    await house.until(forgotten)
    assert [one["score"] for one in await house.responses()] == [9]


async def test_better_rules_take_out_what_a_machine_clicked_and_nothing_else(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9, SCANNER)
    assert await scene.ends() == (9, "scripted")
    same = await again(scene)
    assert (same.links, same.clicks, same.answers) == (1, 0, {})
    with rules_that_know("windows nt 10.0; win64; x64) applewebkit/537.36 chrome/141"):
        told = await again(scene)
        assert (told.clicks, told.answers) == (2, {("nps-after-purchase", "taken out"): 1})
        assert await scene.recorded() is None
        assert (await again(scene)).answers == {}
        state = "SELECT state, answered_at FROM invitation"
        assert await rows(scene.engine.database, state) == [{"state": "asked", "answered_at": None}]
    told = await again(scene)
    assert told.answers == {("nps-after-purchase", "added"): 1}
    assert await scene.recorded() == (9, "scripted")
    deltas = await column(scene.engine.database, "SELECT delta FROM response_change ORDER BY id")
    assert deltas == [1, -1, 1]


async def test_better_rules_leave_the_click_that_is_a_person_s(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9, SCANNER)
    await scene.goes_on(hours=1)
    await scene.looks(4)  # counts for nothing: it is not touched
    assert await scene.ends() == (9, "inferred")
    with rules_that_know("windows nt"):
        assert (await again(scene)).answers == {("nps-after-purchase", "changed"): 1}
    assert await scene.recorded() == (4, "scripted")
    deltas = "SELECT score, delta FROM response_change ORDER BY id"
    assert [tuple(row.values()) for row in await rows(scene.engine.database, deltas)] == [
        (9, 1),
        (9, -1),
        (4, 1),
    ]


async def test_what_was_sent_with_the_button_is_never_judged_again(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.sends(await scene.opens(9))
    await scene.goes_on(hours=1)
    with rules_that_know("firefox"):
        assert (await again(scene)).answers == {}
    assert await scene.recorded() == (9, "explicit")


async def test_what_was_settled_before_stays_where_its_clicks_may_be_gone(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.looks(9)
    await scene.goes_on(days=2)
    await scene.opens(3)
    with rules_that_know("firefox"):
        assert (await again(scene, days=1)).answers == {}
    assert await scene.recorded() == (9, "scripted")


async def test_clicks_that_are_not_kept_any_more_cannot_be_judged(scene: Scene) -> None:
    with pytest.raises(InvalidInput, match="kept for 30 days; name a time after 2026-10-03"):
        await again(scene, days=31)
