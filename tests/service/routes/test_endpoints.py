"""GET /v1/hooks and PUT /v1/hooks/{endpoint}."""

import json
from typing import Any

import httpx
import pytest

from service.auth import SCOPES, create_key
from tests.cast import NOW, rows
from tests.service.house import House, purchase
from tests.service.routes.test_hooks import OTHER, SECRET, send_signed


async def put(house: House, name: str = "shop", **body: Any) -> httpx.Response:
    """PUT /v1/hooks/{name} of the source `generic`, unless another is named."""
    return await house.api.put(f"/v1/hooks/{name}", json={"source": "generic", **body})


async def taken(house: House, number: int, *secrets: str) -> int:
    """The answer to a purchase signed with these secrets."""
    return (await send_signed(house, json.dumps(purchase(number)).encode(), *secrets)).status_code


async def test_a_new_endpoint_shows_its_secret_once(house: House) -> None:
    made = await put(house)
    assert made.status_code == 201
    secret = made.json()["secret"]
    shown = {"source": "generic", "endpoint": "shop", "url": f"{house.url}/hooks/generic/shop"}
    assert made.json() == {**shown, "secret": secret}
    assert await taken(house, 1, secret) == 202
    again = await put(house)
    assert (again.status_code, again.json()) == (200, shown)
    assert await taken(house, 2, secret) == 202
    listed = await house.api.get("/v1/hooks")
    assert secret not in listed.text
    assert listed.json() == {
        "data": [
            {**shown, "created_at": NOW.isoformat(), "live_secrets": 1, "old_valid_until": None}
        ],
        "next": None,
    }


async def test_a_secret_that_is_brought_is_never_shown(house: House) -> None:
    made = await put(house, secret=SECRET)
    assert made.status_code == 201
    assert "secret" not in made.json()
    assert await taken(house, 1, SECRET) == 202
    [row] = await rows(house.engine.database, "SELECT secrets FROM hook_endpoint")
    assert SECRET.removeprefix("whsec_") not in row["secrets"]


async def test_another_secret_replaces_the_first_a_day_later(house: House) -> None:
    await put(house, secret=SECRET)
    assert (await put(house, secret=OTHER)).status_code == 200
    assert [await taken(house, 1, SECRET), await taken(house, 2, OTHER)] == [202, 202]
    [one] = (await house.api.get("/v1/hooks")).json()["data"]
    assert (one["live_secrets"], one["old_valid_until"]) == (2, "2026-11-03T10:00:00+00:00")
    house.clock.forward(hours=24)
    assert [await taken(house, 3, SECRET), await taken(house, 4, OTHER)] == [401, 202]


async def test_the_old_secret_may_end_at_once(house: House) -> None:
    await put(house, secret=SECRET)
    await put(house, secret=OTHER, old_valid_for="0s")
    assert [await taken(house, 1, SECRET), await taken(house, 2, OTHER)] == [401, 202]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"source": "nobody"}, "source"),
        ({}, "source"),
        ({"source": "generic", "secret": ""}, "secret"),
        ({"source": "generic", "secret": "whsec_"}, "secret"),
        ({"source": "shopify", "secret": "x" * 23}, "secret"),
        ({"source": "shopify"}, "secret"),  # only Shopify can make it
        ({"source": "generic", "old_valid_for": "soon"}, "old_valid_for"),
        ({"source": "generic", "secrets": []}, "secrets"),
        ([], "body"),
        (None, "body"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_is_wrong_is_named_and_makes_no_endpoint(
    house: House, body: Any, field: str
) -> None:
    answer = await house.api.put("/v1/hooks/shop", json=body)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert (await house.api.get("/v1/hooks")).json()["data"] == []


async def test_a_name_is_a_part_of_an_address(house: House) -> None:
    for name in ("a%20b", "%00", "x" * 65, "%C3%A9"):
        answer = await put(house, name)
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "name")


async def test_only_the_scope_hooks_may_ask(house: House) -> None:
    others = [scope for scope in SCOPES if scope != "hooks"]
    key = await create_key("others", others, "shop", house.clock())
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {key}"}, 403)):
        for method, path in (
            ("GET", "/v1/hooks"),
            ("PUT", "/v1/hooks/shop"),
            ("GET", "/v1/quarantine"),
        ):
            answer = await house.web.request(method, path, headers=headers)
            assert (method, path, answer.status_code) == (method, path, status)
    assert (await house.api.get("/v1/hooks")).json()["data"] == []
