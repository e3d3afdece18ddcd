"""Taking people and responses over from Delighted. Another Afterword stands in for its API."""

from datetime import timedelta
from typing import Any

import pytest

from service.delighted.moving import Bad, Given, Met, Moved, Mover
from service.delighted.origin import Origin
from surveys.errors import InvalidInput, Unavailable
from tests.cast import NOW, column, rows
from tests.service.delighted.official import BUDI, call, delighted, open_project
from tests.service.delighted.test_responses import create, listed, person
from tests.service.house import House


async def mover(house: House, key: str = "moved") -> Mover:
    """To a survey that nobody else answers."""
    await house.publish(key, throttle={"days": 30})
    survey = await house.engine.catalogue.by_key(key)
    return Mover(house.engine.database, house.engine.keyring, survey, house.clock())


def given(number: int, **overrides: Any) -> Given:
    known = {
        "place": f"line {number}",
        "id": str(number),
        "at": NOW - timedelta(days=number),
        "score": 9,
        "comment": None,
        "person": {"email": f"person-{number}@example.com", "phone": None, "name": None},
        "person_properties": {"store": "Jakarta"},
    }
    return Given(**{**known, **overrides})


async def test_a_response_counts_once_however_often_it_is_taken_over(house: House) -> None:
    found, moved = await mover(house), Moved()
    for _ in range(2):
        assert await found.take([given(1), given(2), given(2)], moved) == []
    assert (moved.responses, moved.known) == (2, 2)
    total = (await house.scores(survey="moved", interval="none"))["total"]
    assert (total["n"], total["counts"]["9"], total["sent"]) == (2, 2, 0)


async def test_what_was_changed_over_there_is_changed_here(house: House) -> None:
    found, moved = await mover(house), Moved()
    await found.take([given(1)], moved)
    await found.take([given(1, score=2, comment="No.")], moved)
    [one] = await house.responses(survey="moved")
    assert (one["score"], one["comment"], moved.known) == (2, "No.", 1)
    assert await column(house.engine.database, "SELECT COUNT(*) FROM cases") == [0]


async def test_what_cannot_be_used_is_named_and_the_rest_is_taken(house: House) -> None:
    found, moved = await mover(house), Moved()
    wrong = [given(1, score=11), given(2, at=NOW + timedelta(days=1)), Bad("line 9", "no")]
    bad = await found.take([*wrong, given(4), Met("line 5", {"email": "nobody"})], moved)
    assert [one.place for one in bad] == ["line 1", "line 2", "line 9", "line 5"]
    assert (moved.responses, moved.people, moved.bad) == (1, 0, 4)


async def test_who_had_unsubscribed_over_there_is_not_written_to(house: House) -> None:
    found, moved = await mover(house), Moved()
    people = [
        Met("1", {"email": "customer-1@example.com"}, closed=("unsubscribe",)),
        Met("2", {"email": "customer-2@example.com"}, last_sent_at=NOW - timedelta(days=3)),
        Met("3", {"email": "customer-3@example.com"}),
    ]
    for _ in range(2):
        await found.take(people, moved)
    for number in (1, 2, 3):
        await house.buy(number)
    await house.mail(3)
    sql = "SELECT reason FROM decision ORDER BY event_id"
    assert await column(house.engine.database, sql) == ["suppressed", "throttled", "scheduled"]


async def fill(house: House) -> Any:
    """What the stand-in has: three responses of two people, one of whom unsubscribed."""
    client = await open_project(house)
    budi, ani = await person(client), await person(client, "ani@example.com")
    for number, who in ((3, budi), (2, ani), (1, budi)):
        at = int((NOW - timedelta(days=number)).timestamp())
        properties = {"store": "Jakarta", "number": number}
        await create(
            client, who, number, created_at=at, comment="Yes", person_properties=properties
        )
    await call(delighted.Unsubscribe.create, client=client, person_email=BUDI)
    return client


async def read_all(origin: Origin, found: Mover, since: int) -> Moved:
    moved = Moved()
    async for some in origin.responses(since):
        await found.take(some, moved)
    async for some in origin.people():
        await found.take(some, moved)
    return moved


async def test_the_api_gives_all_of_it_and_nothing_twice(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.delighted.origin.PER_PAGE", 2)
    client, found = await fill(house), await mover(house)
    async with Origin(f"{house.url}/compat/delighted/v1/", client.api_key) as origin:
        assert await origin.count(0) == 3
        first = await read_all(origin, found, 0)
        again = await read_all(origin, found, int((NOW - timedelta(days=2)).timestamp()))
    assert (first.responses, first.known, first.people, first.bad) == (3, 0, 3, 0)
    assert (again.responses, again.known) == (0, 2)
    theirs = await listed(client)
    ours = await house.responses(survey="moved")
    assert [one["score"] for one in ours][::-1] == [one.score for one in theirs] == [3, 2, 1]
    assert {one["segments"]["store"] for one in ours} == {"Jakarta"}
    told = await rows(house.engine.database, "SELECT properties FROM particulars")
    assert sum('"number"' in str(row["properties"]) for row in told) == 6


async def test_a_limit_is_waited_for_and_a_wrong_key_is_told(house: House) -> None:
    client, waits = await fill(house), list[float]()

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        house.clock.forward(seconds=seconds)

    url = f"{house.url}/compat/delighted/v1"
    async with Origin(url, client.api_key, sleep) as origin:
        for _ in range(210):
            await origin.count(0)
    assert waits == [10]
    async with Origin(url, "wrong", sleep) as origin:
        with pytest.raises(InvalidInput, match="Delighted says 401"):
            await origin.count(0)


async def test_a_line_that_is_down_is_tried_a_few_times(house: House) -> None:
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with Origin("http://127.0.0.1:9/v1", "key", sleep) as origin:
        with pytest.raises(Unavailable, match="goes on from here"):
            await origin.count(0)
    assert waits == [1, 2, 4, 8, 16]
