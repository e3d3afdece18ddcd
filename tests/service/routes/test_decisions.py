"""GET /v1/decisions: who may read it, filters, pages, CSV and JSON lines."""

import csv
import io
import json
from typing import Any

import httpx
import pytest

from service.auth import create_key
from tests.service.house import House

CSV, JSONL = {"Accept": "text/csv"}, {"Accept": "application/x-ndjson"}


async def filled(house: House) -> list[dict[str, Any]]:
    """Customer 1 buys three times and is asked once; somebody without an address buys once."""
    await house.publish(throttle={"days": 30})
    for number in range(3):
        await house.story(await house.buy(number, 1))
        house.clock.forward(hours=1)
    await house.story(await house.buy(3, customer={"id": "nobody"}))
    return list((await house.api.get("/v1/decisions")).json()["data"])


async def test_they_are_listed_newest_first_and_agree_with_the_story(house: House) -> None:
    found = await filled(house)
    assert [one["reason"] for one in found] == ["no_contact", "throttled", "throttled", "scheduled"]
    for one in found:
        [decision] = (await house.story(one["event"]))["decisions"]
        assert decision.items() <= one.items()


async def test_filters_go_together(house: House) -> None:
    everything = await filled(house)
    middle = everything[1]["decided_at"]
    filters: dict[str, Any] = {
        "contact=customer-1": lambda one: one["contact"]["id"] == "customer-1",
        "contact=customer-1@example.com": lambda one: one["contact"]["id"] == "customer-1",
        "survey=nps": lambda one: True,
        "outcome=skipped": lambda one: one["outcome"] == "skipped",
        "rule=throttle": lambda one: one["rule"] == "throttle",
        "reason=no_contact": lambda one: one["reason"] == "no_contact",
        f"from={middle}": lambda one: one["decided_at"] >= middle,
        f"to={middle}": lambda one: one["decided_at"] < middle,
        f"contact=customer-1&outcome=skipped&to={middle}": lambda one: (
            one["reason"] == "throttled" and one["decided_at"] < middle
        ),
    }
    for query, fits in filters.items():
        wanted = [one for one in everything if fits(one)]
        assert wanted, query
        answer = await house.api.get("/v1/decisions?" + query.replace("+", "%2B"))
        assert answer.json() == {"data": wanted, "next": None}, query
        lines = await house.api.get("/v1/decisions?" + query.replace("+", "%2B"), headers=JSONL)
        assert [json.loads(line) for line in lines.text.splitlines()] == wanted


async def test_pages_lead_to_the_end_whatever_comes_in_meanwhile(house: House) -> None:
    everything = await filled(house)
    first = (await house.api.get("/v1/decisions?limit=3")).json()
    await house.story(await house.buy(4, 4))
    rest = await house.api.get("/v1/decisions", params={"limit": 3, "cursor": first["next"]})
    assert first["data"] + rest.json()["data"] == everything
    assert rest.json()["next"] is None


async def test_csv_has_a_line_for_each_decision(house: House) -> None:
    everything = await filled(house)
    answer = await house.api.get("/v1/decisions", headers=CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert len(rows) == len(everything)
    for row, one in zip(rows, everything, strict=True):
        assert row["sentence"] == one["sentence"]
        assert row["contact.id"] == one["contact"]["id"]
        assert row["until"] == (one["until"] or "")
        assert json.loads(row["inputs"]) == one["inputs"]


@pytest.mark.parametrize(
    ("query", "field", "remedy"),
    [
        ("outcome=sent", "outcome", "must be one of scheduled, deferred, skipped"),
        ("rule=luck", "rule", "must be one of intake, trigger"),
        ("reason=bored", "reason", "must be one of scheduled"),
        ("from=yesterday", "from", "write a date"),
        ("limit=0", "limit", "must be a whole number from 1 to 1000"),
        ("cursor=%00", "cursor", "is not one of ours"),
        ("score=9", "score", "is not a parameter; there are contact"),
    ],
)
async def test_a_wrong_parameter_is_named_with_the_remedy(
    house: House, query: str, field: str, remedy: str
) -> None:
    answer = await house.api.get(f"/v1/decisions?{query}")
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert error["message"].startswith(remedy)


async def test_an_unknown_survey_is_not_found_and_odd_text_finds_nobody(house: House) -> None:
    assert (await house.api.get("/v1/decisions?survey=none")).status_code == 404
    await filled(house)
    for text in ("%00", "%ff", "'--", "0" * 5000):
        answer = await house.api.get(f"/v1/decisions?contact=x{text}")
        assert answer.json() == {"data": [], "next": None}


async def test_only_a_key_that_may_read_sees_them(house: House) -> None:
    await filled(house)
    assert (await house.web.get("/v1/decisions")).status_code == 401
    for scope, status in (("events", 403), ("surveys", 403), ("read", 200)):
        key = await create_key("k", [scope], "shop", house.clock())
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=house.url, headers=headers, verify=False) as api:
            assert (await api.get("/v1/decisions")).status_code == status
