"""Metrics, by the official client: the same answers as /v1/scores gives."""

from typing import Any

import pytest

from service.delighted.metrics import in_whole_numbers, whole
from tests.cast import NOW
from tests.service.delighted.official import call, delighted, open_project
from tests.service.delighted.test_responses import create, person
from tests.service.house import House

SECONDS = int(NOW.timestamp())
DAY = 86400


async def metrics(client: Any, **params: Any) -> dict[str, Any]:
    return dict(await call(delighted.Metrics.retrieve, client=client, **params))


def test_the_example_of_the_documents_comes_out_the_same() -> None:
    counts = {str(score): 0 for score in range(11)} | {"9": 20, "10": 12, "7": 13, "0": 1, "6": 5}
    total = {"n": 51, "score": 50.9804, "counts": counts}
    assert in_whole_numbers("nps", total) == {
        "nps": 51,
        "promoter_count": 32,
        "promoter_percent": 63,
        "passive_count": 13,
        "passive_percent": 25,
        "detractor_count": 6,
        "detractor_percent": 12,
        "response_count": 51,
    }


@pytest.mark.parametrize(
    ("value", "expected"), [(0.5, 1), (-0.5, -1), (2.5, 3), (2.49, 2), (-33.33, -33), (None, None)]
)
def test_halves_go_away_from_nought(value: float | None, expected: int | None) -> None:
    assert whole(value) == expected


async def test_without_a_time_it_is_the_30_days_up_to_the_newest_answer(house: House) -> None:
    client = await open_project(house)
    who = await person(client)
    for days, score in ((50, 0), (45, 0), (20, 8), (10, 10), (5, 9)):
        await create(client, who, score, created_at=SECONDS - days * DAY)
    assert await metrics(client) == {
        "nps": 67,
        "promoter_count": 2,
        "promoter_percent": 67,
        "passive_count": 1,
        "passive_percent": 33,
        "detractor_count": 0,
        "detractor_percent": 0,
        "response_count": 3,
    }
    house.clock.forward(days=300)
    assert (await metrics(client))["response_count"] == 3


async def test_times_and_a_trend_restrict_it(house: House) -> None:
    client = await open_project(house)
    who = await person(client)
    for days, score, store in ((3, 10, "Jakarta"), (2, 0, "Jakarta"), (1, 10, "Bandung")):
        at, properties = SECONDS - days * DAY, {"store": store}
        await create(client, who, score, created_at=at, person_properties=properties)
    both_ends = {"since": SECONDS - 3 * DAY, "until": SECONDS - 2 * DAY}
    assert (await metrics(client, **both_ends))["response_count"] == 2
    assert (await metrics(client, since=SECONDS - 2 * DAY))["response_count"] == 2
    assert (await metrics(client, trend="store:Jakarta"))["nps"] == 0
    assert (await metrics(client, trend="store:Bandung", groups=["core"]))["nps"] == 100
    scores = await house.scores(interval="none", from_="2026-10-01", to="2026-11-03")
    assert scores["total"]["n"] == (await metrics(client))["response_count"] == 3


async def test_without_answers_nothing_is_made_up(house: House) -> None:
    client = await open_project(house)
    found = await metrics(client)
    assert (found["nps"], found["promoter_percent"], found["response_count"]) == (None, None, 0)


async def test_other_kinds_have_their_own_name(house: House) -> None:
    client = await open_project(house, kind="csat")
    await create(client, await person(client), 5)
    assert await metrics(client) == {"csat": 100, "response_count": 1}


@pytest.mark.parametrize("params", [{"trend": "1234"}, {"trend": "city:X"}, {"groups": ["email"]}])
async def test_what_is_not_there_is_named(house: House, params: dict[str, Any]) -> None:
    client = await open_project(house)
    with pytest.raises(delighted.errors.ResourceValidationError):
        await metrics(client, **params)


async def test_two_surveys_have_no_common_score(house: House) -> None:
    client = await open_project(house)
    await house.publish("second", trigger={"on": "delighted.person"})
    with pytest.raises(delighted.errors.ResourceValidationError, match="nps, second"):
        await metrics(client)
