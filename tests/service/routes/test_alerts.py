"""GET /v1/alerts, and the worker's watch behind it."""

import asyncio
import threading
from dataclasses import replace
from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock

import pytest

from service.panels import alerts
from service.worker import Worker
from surveys import alarm, vigil
from surveys.errors import Unavailable
from surveys.periods import Period
from tests.cast import NOW
from tests.service.house import House
from tests.service.panels.views import html, view_on


def told(day: int, store: str, score: int, comment: str | None = None) -> dict[str, Any]:
    """An answer given so many days ago."""
    at = (NOW - timedelta(days=day, minutes=score)).isoformat()
    answer = {"survey": "nps", "score": score, "segments": {"store": store}, "answered_at": at}
    return answer | ({"comment": comment} if comment else {})


@pytest.fixture
async def dropped(house: House) -> House:
    """Bandung, as good as Jakarta for months, has been bad for four days."""
    await house.publish()
    before = [
        told(day, store, score)
        for day in range(30, 110, 2)
        for store in ("Bandung", "Jakarta")
        for score in (10, 9, 7, 3)
    ]
    now = [told(day, "Jakarta", score) for day in range(1, 5) for score in (10, 9, 7, 3) * 6]
    bad = [told(day, "Bandung", score) for day in range(1, 5) for score in (0, 0, 3, 3, 6, 6, 7)]
    bad += [told(2, "Bandung", 1, "cold coffee"), told(2, "Bandung", 9, "still fine")]
    answer = await house.api.post("/v1/responses", json=before + now + bad)
    assert answer.status_code == 201, answer.text
    return house


async def look(house: House) -> list[dict[str, Any]]:
    """The worker looks, and this is what there is."""
    house.clock.forward(hours=1)
    await house.worker.keep_vigil()
    found = await house.api.get("/v1/alerts", params={"survey": "nps"})
    return list(found.json()["data"])


async def test_a_drop_is_told_with_its_segment_its_size_and_the_comments(dropped: House) -> None:
    [alert] = await look(dropped)
    assert (alert["property"], alert["value"]) == ("store", "Bandung")
    assert alert["since"] == "2026-10-29T00:00:00+00:00"
    assert alert["before"]["score"] == 25.0
    assert alert["after"]["n"] == 30
    assert alert["after"]["score"] == round(100 * (1 - 25) / 30, 4)
    assert alert["difference"] == pytest.approx(alert["after"]["score"] - 25, abs=1e-4)
    assert alert["days_by_chance"] > 365
    one = (await dropped.api.get(f"/v1/alerts/{alert['id']}")).json()
    assert [said["comment"] for said in one.pop("comments")] == ["cold coffee"]
    assert one == alert


async def test_the_same_is_told_once_in_four_weeks(dropped: House) -> None:
    assert len(await look(dropped)) == 1
    for _ in range(3):
        assert len(await look(dropped)) == 1
    dropped.clock.forward(days=28)
    again = [told(day, "Bandung", 0) for day in range(-27, 0, 3) for _ in range(6)]
    assert (await dropped.api.post("/v1/responses", json=again)).status_code == 201
    assert len([one for one in await look(dropped) if one["value"] == "Bandung"]) == 2


async def test_nobody_is_told_twice_by_two_workers(dropped: House) -> None:
    dropped.clock.forward(hours=1)
    live = await dropped.engine.catalogue.live()
    database, now = dropped.engine.database, dropped.clock()
    opened = await asyncio.gather(*(vigil.keep(database, live, now) for _ in range(2)))
    assert sorted(opened) == [0, 1]


async def test_the_dashboard_shows_it_and_leads_to_the_segment(dropped: House) -> None:
    assert await alerts.show(await view_on(dropped.engine.database)) is None
    [alert] = await look(dropped)
    shown = await view_on(dropped.engine.database)
    span = Period(shown.question.span.start, NOW + timedelta(days=1))
    panel = await alerts.show(replace(shown, question=replace(shown.question, span=span)))
    assert panel is not None
    page = html(panel)
    assert "store: Bandung" in page
    assert "where=store%3ABandung" in page
    assert f'value="{alert["before"]["score"]}"' in page
    assert f'value="{alert["after"]["score"]}"' in page
    assert f'value="{alert["difference"]}"' in page


async def test_what_is_not_there_is_not_found(dropped: House) -> None:
    for name in ("alert_1", "alert_x", "1", "alert_99999999999999999999"):
        assert (await dropped.api.get(f"/v1/alerts/{name}")).status_code == 404
    wrong = await dropped.api.get("/v1/alerts", params={"state": "open"})
    assert wrong.json()["errors"][0]["field"] == "state"


async def test_of_many_values_only_those_with_enough_answers_are_read(
    dropped: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    rare = [told(day, f"Kiosk {day}-{n}", 9) for day in range(30, 60, 3) for n in range(30)]
    assert (await dropped.api.post("/v1/responses", json=rare)).status_code == 201
    watched: list[threading.Thread] = []

    def watch(*given: Any) -> Any:
        watched.append(threading.current_thread())
        return alarm.watch(*given)

    monkeypatch.setattr(vigil, "watch", watch)
    monkeypatch.setattr(vigil, "AT_A_TIME", 1)
    live = await dropped.engine.catalogue.live()
    dropped.clock.forward(hours=1)
    await vigil.keep(dropped.engine.database, live, dropped.clock())
    assert len(watched) == 3  # all, Bandung, Jakarta
    assert threading.main_thread() not in watched


async def test_a_watch_that_fails_is_made_up_for_at_once(
    dropped: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped.clock.forward(hours=1)
    worker = Worker(dropped.engine, alone=False)
    with monkeypatch.context() as broken:
        broken.setattr(vigil, "keep", AsyncMock(side_effect=Unavailable("gone")))
        with pytest.raises(Unavailable):
            await worker.keep_vigil()
    await worker.keep_vigil()
    found = await dropped.api.get("/v1/alerts", params={"survey": "nps"})
    assert len(found.json()["data"]) == 1
