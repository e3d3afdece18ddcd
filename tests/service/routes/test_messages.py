"""GET /v1/messages, and the count of what is unknown."""

from typing import Any

import pytest

from surveys.messages import STATES
from tests.cast import run
from tests.service.house import House


async def listed(house: House, **query: Any) -> dict[str, Any]:
    answer = await house.api.get("/v1/messages", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def three(house: House) -> None:
    """Messages to customers 1 to 3, of which nobody knows whether the first two have arrived."""
    await house.publish()
    for number in (1, 2, 3):
        await house.invited(number)
        await house.quiet()
        house.clock.forward(minutes=1)
    lost = "UPDATE message SET state = 'unknown', error = 'body: the line broke' WHERE id NOT IN "
    await run(house.engine.database, f"{lost} (SELECT MAX(id) FROM message)")


async def test_it_shows_what_became_of_messages_page_by_page(house: House) -> None:
    await three(house)
    first = await listed(house, limit=2)
    second = await listed(house, limit=2, cursor=first["next"])
    found = [*first["data"], *second["data"]]
    assert [one["contact"]["id"] for one in found] == ["customer-3", "customer-2", "customer-1"]
    assert second["next"] is None
    own = {name: found[2].pop(name) for name in ("id", "event", "provider_id")}
    assert own["id"].startswith("msg_")
    story = (await house.api.get(f"/v1/events/{own['event']}")).json()
    assert story["customer"]["id"] == "customer-1"
    assert found[2] == {
        "survey": "nps",
        "channel": "email",
        "kind": "first",
        "state": "unknown",
        "code": None,
        "error": "body: the line broke",
        "attempts": 1,
        "due_at": "2026-11-02T10:00:00+00:00",
        "started_at": "2026-11-02T10:00:00+00:00",
        "ended_at": "2026-11-02T10:00:00+00:00",
        "contact": {"id": "customer-1", "email": "customer-1@example.com", "name": None},
    }


async def test_it_filters(house: House) -> None:
    await three(house)
    for query, people in (
        ({"state": "unknown"}, "21"),
        ({"state": "sent"}, "3"),
        ({"channel": "email", "survey": "nps"}, "321"),
        ({"channel": "sms"}, ""),
        ({"from": "2026-11-02T10:01:00Z", "to": "2026-11-02T10:02:00Z"}, "2"),
    ):
        found = (await listed(house, **query))["data"]
        assert [one["contact"]["id"] for one in found] == [f"customer-{one}" for one in people]
    for query, field in (({"state": "lost"}, "state"), ({"until": "now"}, "until")):
        refused = await house.api.get("/v1/messages", params=query)
        assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, field)
    assert (await house.api.get("/v1/messages", params={"survey": "none"})).status_code == 404


async def test_it_streams_a_spreadsheet(house: House) -> None:
    await three(house)
    answer = await house.api.get("/v1/messages?state=unknown", headers={"Accept": "text/csv"})
    head, *lines = answer.text.splitlines()
    assert head.startswith("id,event,survey,channel,kind,state,code,error")
    assert len(lines) == 2


async def test_metrics_count_what_is_unknown_and_whatever_settles_it_takes_it_out(
    house: House,
) -> None:
    async def counted() -> str:
        told = (await house.api.get("/metrics")).text
        return next(
            one for one in told.splitlines() if one.startswith("afterword_messages_unknown")
        )

    await three(house)
    assert await counted() == "afterword_messages_unknown 2.0"
    path = (await house.mail(1)).links[0].partition("/r/")[2].partition("/")[0]
    assert (await house.web.get(f"/r/{path}/9")).status_code == 200
    assert await counted() == "afterword_messages_unknown 1.0"


@pytest.mark.parametrize("state", STATES)
async def test_every_state_can_be_asked_for(house: House, state: str) -> None:
    assert await listed(house, state=state) == {"data": [], "next": None}
