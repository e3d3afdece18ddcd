"""GET /v1/scores/compare."""

from datetime import timedelta
from typing import Any

import pytest

from tests.cast import NOW
from tests.service.house import House

SPAN = {"from": "2026-11-01", "to": "2026-12-01"}
STORES = {"A": [10] * 24 + [0] * 2, "B": [10] * 4 + [0] * 18, "C": [10] * 11 + [0] * 11}


@pytest.fixture
async def stores(house: House) -> House:
    """A is good, B is bad, C lies between; all of it is told on the second of November."""
    await house.publish()
    told = [
        {
            "survey": "nps",
            "score": score,
            "segments": {"store": store},
            "answered_at": NOW.isoformat(),
        }
        for store, scores in STORES.items()
        for score in scores
    ]
    assert (await house.api.post("/v1/responses", json=told)).status_code == 201
    return house


async def compare(house: House, **query: Any) -> dict[str, Any]:
    answer = await house.api.get("/v1/scores/compare", params={"survey": "nps"} | SPAN | query)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


async def test_each_group_is_compared_with_each_other(stores: House) -> None:
    found = await compare(stores, group_by="store")
    assert [side["group"] for side in found["sides"]] == ["A", "B", "C"]
    scores = await stores.scores(group_by="store", interval="none", **SPAN)
    for side, row in zip(found["sides"], scores["series"], strict=True):
        assert side == row
    assert [(one["one"], one["other"]) for one in found["comparisons"]] == [(0, 1), (0, 2), (1, 2)]
    for one in found["comparisons"]:
        assert one["p"] <= one["p_adjusted"] <= 1
        assert one["significant"] is (one["p_adjusted"] < 0.05)
    assert found["comparisons"][0]["significant"] is True
    assert found["comparisons"][0]["difference"] > 0
    assert (found["correction"], found["level"]) == ("holm", 0.05)


async def test_periods_are_compared_when_there_are_no_groups(stores: House) -> None:
    later = NOW + timedelta(days=1)
    stores.clock.now = later
    told = [{"survey": "nps", "score": 0, "answered_at": later.isoformat()}] * 30
    assert (await stores.api.post("/v1/responses", json=told)).status_code == 201
    found = await compare(stores, interval="day")
    assert [side["start"][:10] for side in found["sides"]] == ["2026-11-02", "2026-11-03"]
    [one] = found["comparisons"]
    assert one["significant"] is True


async def test_a_group_is_compared_with_itself_in_another_span(stores: House) -> None:
    then = NOW - timedelta(days=40)
    told = [
        {"survey": "nps", "score": 10, "segments": {"store": "B"}, "answered_at": then.isoformat()}
    ]
    assert (await stores.api.post("/v1/responses", json=told * 20)).status_code == 201
    spans = {"against_from": "2026-09-01", "against_to": "2026-10-01"}
    found = await compare(stores, group_by="store", **spans)
    [one] = found["comparisons"]
    sides = found["sides"]
    assert [sides[one[side]]["group"] for side in ("one", "other")] == ["B", "B"]
    assert sides[one["other"]]["start"] == "2026-09-01T00:00:00+00:00"
    assert one["significant"] is True
    assert one["difference"] < 0


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"against_from": "2026-10-01"}, "against_to"),
        ({"against_to": "2026-10-01"}, "against_from"),
        ({"against_from": "2026-10-15", "against_to": "2026-11-02"}, "against_from"),
        ({"against_from": "2026-10-15", "against_to": "2026-10-01"}, "from"),
        ({"against_from": "x", "against_to": "2026-10-01"}, "against_from"),
        ({"group_by": "colour"}, "group_by"),
        ({"against": "2026-10-01"}, "against"),
    ],
)
async def test_a_comparison_that_makes_no_sense_is_refused_by_name(
    stores: House, query: dict[str, str], field: str
) -> None:
    params = {"survey": "nps"} | SPAN | query
    answer = await stores.api.get("/v1/scores/compare", params=params)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
