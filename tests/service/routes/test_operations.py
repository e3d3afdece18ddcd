"""GET /v1/operations, and its panel."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from service.panels import operations
from tests.cast import NOW
from tests.service.house import House
from tests.service.panels.views import html, view_on


def ticket(number: int, kind: str, hours: float, at: datetime = NOW, **more: Any) -> dict[str, Any]:
    when = (at - timedelta(days=2) + timedelta(hours=hours)).isoformat()
    properties = {"ticket_id": number, **more}
    name = f"{number}-{kind}-{hours}"
    return {"id": name, "type": f"ticket.{kind}", "occurred_at": when, "properties": properties}


@pytest.fixture
async def desk(house: House) -> House:
    """Ani resolves one of two, which comes back; Budi's one is resolved."""
    await house.publish("csat", "csat", trigger={"on": "ticket.resolved"}, segments=["agent"])
    events = [
        *(ticket(1, kind, h, agent="Ani") for h, kind in enumerate(("created", "replied"))),
        ticket(1, "resolved", 5, agent="Ani"),
        ticket(1, "reopened", 6, agent="Ani"),
        ticket(2, "created", 0, agent="Ani"),
        ticket(3, "created", 0, agent="Budi"),
        ticket(3, "resolved", 3, agent="Budi"),
        {"id": "shop", "type": "purchase.completed", "properties": {"ticket_id": 3}},
    ]
    assert (await house.post(events)).status_code == 202
    return house


async def test_it_tells_how_tickets_were_worked_on(desk: House) -> None:
    answer = await desk.api.get("/v1/operations", params={"group_by": "agent"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["total"] == {
        "tickets": 3,
        "replied": 1,
        "resolved": 1,
        "reopened": 1,
        "first_response": {"median_seconds": 3600.0, "p90_seconds": 3600.0},
        "resolution": {"median_seconds": 10800.0, "p90_seconds": 18000.0},
        "resolution_rate": 33.3333,
        "reopen_rate": 50.0,
    }
    ani, budi = found["groups"]
    assert (ani["group"], ani["tickets"], ani["resolution_rate"]) == ("Ani", 2, 0.0)
    assert (budi["group"], budi["tickets"], budi["resolution_rate"]) == ("Budi", 1, 100.0)
    before = {"from": "2026-10-01", "to": "2026-10-30"}
    assert (await desk.api.get("/v1/operations", params=before)).json()["total"]["tickets"] == 0


async def test_many_events_are_read_page_by_page_and_too_many_are_refused(
    desk: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = {"group_by": "agent"}
    whole = (await desk.api.get("/v1/operations", params=asked)).json()
    monkeypatch.setattr("surveys.operations.PAGE", 2)
    assert (await desk.api.get("/v1/operations", params=asked)).json() == whole
    monkeypatch.setattr("surveys.operations.MOST_EVENTS", 6)
    answer = await desk.api.get("/v1/operations", params=asked)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "from"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"survey": "csat"}, "survey"),
        ({"group_by": "a b"}, "group_by"),
        ({"from": "2026-11-02", "to": "2026-11-01"}, "from"),
    ],
)
async def test_what_makes_no_sense_is_refused_by_name(
    house: House, query: dict[str, str], field: str
) -> None:
    answer = await house.api.get("/v1/operations", params=query)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_the_dashboard_shows_it_beside_the_score(desk: House) -> None:
    told = {"survey": "csat", "score": 5, "segments": {"agent": "Budi"}}
    told |= {"answered_at": (NOW - timedelta(hours=1)).isoformat()}
    assert (await desk.api.post("/v1/responses", json=told)).status_code == 201
    panel = await operations.show(await view_on(desk.engine.database))
    assert panel is not None
    shown = html(panel)
    assert shown.index("Ani") < shown.index("Budi")
    assert '<data value="10800.0">3 hours</data>' in shown
    assert '<data value="33.3333">33.3%</data>' in shown
    assert '<data value="100.0">100.0</data>' in shown


async def test_a_survey_about_something_else_has_no_such_panel(house: House) -> None:
    await house.publish()
    assert await operations.show(await view_on(house.engine.database)) is None


async def test_the_list_of_tickets_tells_what_became_of_each(desk: House) -> None:
    found = (await desk.api.get("/v1/tickets", params={"where": "agent:Ani"})).json()["data"]
    assert [one["ticket"] for one in found] == ["2", "1"]
    waits, came_back = found
    assert (waits["replied_at"], waits["resolved_at"], waits["open"]) == (None, None, True)
    assert came_back["replied_at"] == (NOW - timedelta(days=2, hours=-1)).isoformat()
    assert (came_back["reopened"], came_back["open"]) == (True, True)
    assert came_back["properties"] == {"ticket_id": 1, "agent": "Ani"}
    nobody = await desk.api.get("/v1/tickets", params={"where": "agent:"})
    assert nobody.json() == {"data": [], "next": None}
    assert (await desk.api.get("/v1/tickets", params={"where": "agent"})).status_code == 422
