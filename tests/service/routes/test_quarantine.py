"""GET /v1/quarantine."""

from typing import Any

import pytest

from tests.service.house import House
from tests.service.routes.test_hooks import SECRET, send_signed


async def listed(house: House, **query: Any) -> dict[str, Any]:
    answer = await house.api.get("/v1/quarantine", params=query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_it_shows_what_was_sent_and_why_it_is_of_no_use(house: House) -> None:
    await house.endpoint("shop", SECRET)
    await send_signed(house, b'{"id": "\xc3\xa9"')
    [one] = (await listed(house))["data"]
    assert (one["source"], one["endpoint"]) == ("generic", "shop")
    assert one["received_at"] == house.clock().isoformat()
    assert one["reason"].startswith("body: Invalid JSON")
    assert (one["body"], one["body_bytes"], one["cut"]) == ('{"id": "é"', 11, False)
    assert one["headers"]["webhook-id"] == "msg_1"
    assert not {"webhook-signature", ":url", "host"} & set(one["headers"])


async def test_it_goes_on_page_by_page_and_filters(house: House) -> None:
    await house.endpoint("shop", SECRET)
    for number in range(3):
        await send_signed(house, b"%d" % number)
        house.clock.forward(minutes=1)
    first = await listed(house, limit=2)
    second = await listed(house, limit=2, cursor=first["next"])
    assert [one["body"] for one in (*first["data"], *second["data"])] == ["2", "1", "0"]
    assert second["next"] is None
    assert len((await listed(house, source="generic", endpoint="shop"))["data"]) == 3
    assert (await listed(house, source="stripe"))["data"] == []
    assert (await listed(house, endpoint="\x00"))["data"] == []
    since = (await listed(house, since="2026-11-02T10:01:00Z"))["data"]
    assert [one["body"] for one in since] == ["2", "1"]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("query", "field"),
    [("limit=0", "limit"), ("limit=101", "limit"), ("limit=x", "limit"), ("since=soon", "since"),
     ("cursor=x", "cursor"), ("sources=a", "sources")],
)  # fmt: skip
async def test_a_wrong_parameter_is_named(house: House, query: str, field: str) -> None:
    answer = await house.api.get(f"/v1/quarantine?{query}")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
