"""GET /v1/inbound."""

from typing import Any

import pytest

from service.engine import Engine
from surveys.replies import Said
from tests.service.house import House

PHONE = "+628125550001"


async def wrote(house: House, text: str, **more: Any) -> None:
    """Somebody writes to us."""
    said: dict[str, Any] = {"channel": "sms", "sender": PHONE, "recipient": "+1500", **more}
    engine: Engine = house.engine
    await engine.replies.take(Said(text=text, at=house.clock(), **said))


async def listed(house: House, **query: Any) -> dict[str, Any]:
    answer = await house.api.get("/v1/inbound", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_it_shows_what_people_wrote_page_by_page(house: House) -> None:
    for text in ("one", "two", "three"):
        await wrote(house, text)
        house.clock.forward(minutes=1)
    first = await listed(house, limit=2)
    second = await listed(house, limit=2, cursor=first["next"])
    assert [one["text"] for one in (*first["data"], *second["data"])] == ["three", "two", "one"]
    assert second["next"] is None
    assert first["data"][0] == {
        "id": first["data"][0]["id"],
        "channel": "sms",
        "sender": PHONE,
        "recipient": "+1500",
        "text": "three",
        "outcome": "unmatched",
        "sentence": "Nothing was asked at this number in the last three days, or what was asked "
        "cannot be read any more.",
        "received_at": "2026-11-02T10:02:00+00:00",
        "survey": None,
        "event": None,
        "contact": None,
    }


async def test_it_filters(house: House) -> None:
    await wrote(house, "STOP", wish="stop")
    await wrote(house, "hello", channel="whatsapp")
    for query in ({"outcome": "stop"}, {"channel": "sms"}):
        assert [one["text"] for one in (await listed(house, **query))["data"]] == ["STOP"]
    assert (await listed(house, to="2026-11-02T10:00:00Z"))["data"] == []
    assert len((await listed(house, **{"from": "2026-11-02T10:00:00Z"}))["data"]) == 2
    answer = await house.api.get("/v1/inbound", headers={"Accept": "text/csv"})
    assert answer.text.splitlines()[0].startswith("id,channel,sender,recipient,text,outcome")


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "field"),
    [("outcome=x", "outcome"), ("channel=x", "channel"), ("from=x", "from"), ("limit=0", "limit"),
     ("cursor=x", "cursor"), ("sender=x", "sender")],
)  # fmt: skip
async def test_a_wrong_parameter_is_named(house: House, query: str, field: str) -> None:
    answer = await house.api.get(f"/v1/inbound?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)


async def test_it_needs_a_key(house: House) -> None:
    assert (await house.web.get("/v1/inbound")).status_code == 401
