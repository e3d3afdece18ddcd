from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from surveys.database import Database
from surveys.opening import close_orm, open_orm
from surveys.quarantine import Filter, batch, count, keep, page, release, restate
from tests.cast import NOW, rows


@pytest.fixture(autouse=True)
async def orm(database_url: str) -> AsyncIterator[None]:
    await open_orm(database_url)
    yield
    await close_orm()


async def test_what_cannot_be_used_is_kept_byte_for_byte(database: Database) -> None:
    body = bytes(range(256))
    await keep("generic:desk", "not\x00 json", {"x-odd": "a\x00b é"}, body, NOW)
    [row] = await rows(database, "SELECT reason, headers FROM quarantine")
    assert row["reason"] == "not json"
    assert "a\\u0000b" not in row["headers"]
    [one] = await batch(database, Filter(), 10)
    assert (one.origin, one.body, one.received_at) == ("generic:desk", body, NOW)
    assert one.headers == {"x-odd": "ab é"}


SECRET = {
    "authorization": "Bearer x",
    "x-afterword-secret": "x",
    "webhook-signature": "x",
    "x-shopify-hmac-sha256": "x",
    "cookie": "x",
    "X-Api-Key": "x",
    "x-token": "x",
    ":url": "https://x.example/?key=x",
}


async def test_no_header_with_a_secret_or_a_signature_is_kept(database: Database) -> None:
    await keep("shopify:a", "why", {**SECRET, "x-shopify-topic": "orders/paid"}, b"", NOW)
    [one] = await batch(database, Filter(), 10)
    assert one.headers == {"x-shopify-topic": "orders/paid"}


async def fill(*origins: str) -> None:
    for number, origin in enumerate(origins):
        headers = {"host": "x", "x-number": str(number)}
        await keep(origin, "why", headers, b"{", NOW + timedelta(hours=number))


async def listed(database: Database, wanted: Filter) -> list[str]:
    found = [one["headers"]["x-number"] for one in (await page(database, wanted))[0]]
    assert len(found) == await count(database, wanted)
    return found


async def test_it_is_listed_newest_first_by_source_endpoint_and_time(database: Database) -> None:
    await fill("generic:shop", "generic:myshop", "shopify:shop", "generic:_hop", "gen:shop")
    assert await listed(database, Filter()) == ["4", "3", "2", "1", "0"]
    assert await listed(database, Filter(source="generic")) == ["3", "1", "0"]
    assert await listed(database, Filter(endpoint="shop")) == ["4", "2", "0"]
    assert await listed(database, Filter(source="generic", endpoint="shop")) == ["0"]
    assert await listed(database, Filter(endpoint="_hop")) == ["3"]
    assert await listed(database, Filter(since=NOW + timedelta(hours=3))) == ["4", "3"]
    for wanted in (Filter(source="%"), Filter(endpoint="hop"), Filter(only=10**12)):
        assert await listed(database, wanted) == []


async def test_pages_go_on_where_the_one_before_ended(database: Database) -> None:
    await fill(*["generic:shop"] * 5)
    first, following = await page(database, Filter(), 2)
    second, then = await page(database, Filter(before=following), 2)
    last, end = await page(database, Filter(before=then), 2)
    numbers = [one["headers"]["x-number"] for one in (*first, *second, *last)]
    assert (numbers, end) == (["4", "3", "2", "1", "0"], None)


async def test_a_long_body_is_cut_in_the_list_and_whole_for_a_replay(database: Database) -> None:
    body = "é".encode() * 20_000
    await keep("generic:shop", "why", {}, body, NOW)
    [shown] = (await page(database, Filter()))[0]
    assert (shown["body"], shown["body_bytes"], shown["cut"]) == ("é" * 8192, 40_000, True)
    assert [one.body for one in await batch(database, Filter(), 1)] == [body]


async def test_a_body_that_is_no_text_can_be_shown(database: Database) -> None:
    await keep("generic:shop", "why", {}, b"\xff\x00a", NOW)
    [shown] = (await page(database, Filter()))[0]
    assert (shown["body"], shown["cut"]) == ("\ufffd\x00a", False)


async def test_what_is_released_is_gone_and_what_stays_has_its_new_reason(
    database: Database,
) -> None:
    await fill("generic:a", "generic:b")
    second, first = await batch(database, Filter(), 10)
    await release([first.id])
    await restate(second.id, "another\x00 reason")
    [left] = await batch(database, Filter(), 10)
    assert (left.origin, left.reason) == ("generic:b", "another reason")
