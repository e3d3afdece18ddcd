import json
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from service.replaying import Replayed, replay
from service.sources import Unusable, generic, shopify
from surveys import quarantine
from surveys.database import Database
from surveys.event import EventBody
from surveys.inbox import Arrival, accept
from surveys.opening import close_orm, open_orm
from surveys.quarantine import Filter
from tests.cast import NOW, column, rows, value
from tests.service.house import purchase
from tests.service.sources.deliveries import delivery

LATER = NOW + timedelta(days=3)


@pytest.fixture(autouse=True)
async def orm(database_url: str) -> AsyncIterator[None]:
    await open_orm(database_url)
    yield
    await close_orm()


async def keep(body: bytes, origin: str = "generic:shop", **headers: str) -> None:
    """A delivery that could not be used three days ago."""
    await quarantine.keep(origin, "an old reason", headers, body, NOW)


async def run(database: Database, wanted: Filter | None = None) -> Replayed:
    return await replay(database, wanted or Filter(), LATER)


def body(number: int) -> bytes:
    return json.dumps(purchase(number)).encode()


async def reasons(database: Database) -> list[str]:
    return await column(database, "SELECT reason FROM quarantine ORDER BY id")


async def test_what_can_be_used_now_becomes_an_event_of_the_time_it_came(
    database: Database,
) -> None:
    await keep(body(1))
    assert await run(database) == Replayed(accepted=1)
    [found] = await rows(database, "SELECT source, external_id, received_at FROM event")
    assert (found["source"], found["external_id"]) == ("generic:shop", "order-1")
    assert found["received_at"] == NOW.timestamp() * 1_000_000
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 1
    assert await reasons(database) == []


async def test_a_second_replay_finds_nothing(database: Database) -> None:
    await keep(body(1))
    await run(database)
    assert await run(database) == Replayed()
    assert await value(database, "SELECT COUNT(*) FROM event") == 1


async def test_a_replay_that_broke_off_before_it_let_go_asks_nobody_twice(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await keep(body(1))

    async def broken(ids: list[int]) -> None:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(quarantine, "release", broken)
        with pytest.raises(ConnectionError):
            await run(database)
    assert await run(database) == Replayed(duplicates=1)
    assert await value(database, "SELECT COUNT(*) FROM event") == 1


async def test_what_the_sender_has_repeated_meanwhile_is_a_duplicate(database: Database) -> None:
    await keep(body(1))
    arrival = Arrival("generic:shop", EventBody.model_validate(purchase(1)), LATER)
    await accept(database, [arrival])
    assert await run(database) == Replayed(duplicates=1)
    assert await value(database, "SELECT COUNT(*) FROM event") == 1


async def test_what_is_still_of_no_use_stays_with_the_new_reason(database: Database) -> None:
    await keep(b"{")
    await keep(body(1))
    await keep(b"{}", "gone:shop")
    told = await run(database)
    assert (told.accepted, told.still_unusable) == (1, 2)
    [broken, gone] = await reasons(database)
    assert broken.startswith("body: Invalid JSON")
    assert gone == "there is no source gone here"
    assert set(told.reasons) == {broken, gone}


async def test_the_headers_that_were_kept_say_what_the_body_is(database: Database) -> None:
    content, headers = delivery("shopify", "order_paid")
    await quarantine.keep("shopify:main", "x", headers, content, NOW)
    assert await run(database) == Replayed(accepted=1)
    assert await value(database, "SELECT type FROM event") == "purchase.completed"


async def test_a_mended_source_reads_what_it_could_not_read(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cannot(content: bytes, headers: object, now: object) -> list[EventBody]:
        raise Unusable("not yet")

    await keep(body(1))
    with monkeypatch.context() as patch:
        patch.setattr(generic, "parse", cannot)
        assert (await run(database)).reasons == {"not yet": 1}
    assert await run(database) == Replayed(accepted=1)


async def test_what_turns_out_to_be_of_no_interest_leaves_the_quarantine(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shopify, "parse", lambda *given: [])
    await keep(b"{}", "shopify:main")
    assert await run(database) == Replayed(without_event=1)
    assert await reasons(database) == []


async def test_it_can_be_told_which(database: Database) -> None:
    for number, origin in enumerate(["generic:a", "generic:b", "generic:a"]):
        await keep(body(number), origin)
    assert await run(database, Filter(endpoint="b")) == Replayed(accepted=1)
    newest = await value(database, "SELECT MAX(id) FROM quarantine")
    assert await run(database, Filter(only=int(newest))) == Replayed(accepted=1)
    assert await column(database, "SELECT external_id FROM event ORDER BY id") == [
        "order-1",
        "order-2",
    ]


async def test_it_goes_through_more_than_a_page(database: Database) -> None:
    for number in range(25):
        await keep(body(number) if number % 2 else b"{")
    done: list[int] = []
    told = await replay(database, Filter(), LATER, done.append)
    assert (told.accepted, told.still_unusable, sum(done)) == (12, 13, 25)
