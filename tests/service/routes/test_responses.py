"""GET /v1/responses: filters, pages, CSV and JSON lines."""

import csv
import io
import json
import random
from datetime import timedelta
from typing import Any

import pytest

from tests.service.house import House, answer_path
from tests.service.opinions import BEGINNING, answer_over_days, invite_all, take_back

CSV, JSONL = {"Accept": "text/csv"}, {"Accept": "application/x-ndjson"}
# What spreadsheets would run, and what splits badly written CSV.
DANGEROUS = (
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("https://evil.example","click")',
    'quotes " and "" more',
    "commas, and; semicolons",
    "a line\nand another",
    "\u2028 \u0085 \U0001f600",
    "'",
    "",
)


async def filled(house: House, count: int = 30) -> list[dict[str, Any]]:
    """A survey with answers over some days; all of them."""
    chance = random.Random(11)
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    paths = await invite_all(house, count, chance)
    await answer_over_days(house, paths, range(11), chance)
    return await house.responses(limit=1000)


async def test_every_filter_leaves_what_fits(house: House) -> None:
    everything = await filled(house)
    await house.publish("other", trigger={"on": "a.b"})
    assert len(everything) == 30
    middle = everything[15]["answered_at"]
    filters: dict[str, Any] = {
        "survey=nps": lambda one: True,
        "survey=other": lambda one: False,
        f"from={middle}": lambda one: one["answered_at"] >= middle,
        f"to={middle}": lambda one: one["answered_at"] < middle,
        "min_score=9": lambda one: one["score"] >= 9,
        "max_score=0": lambda one: one["score"] == 0,
        "min_score=7&max_score=8": lambda one: 7 <= one["score"] <= 8,
        "min_score=8&max_score=7": lambda one: False,
        "where=store:Bali": lambda one: one["segments"].get("store") == "Bali",
        "where=store:nowhere": lambda one: False,
        "comment=1": lambda one: one["comment"] is not None,
        "where=team:red&min_score=5": lambda one: (
            one["segments"].get("team") == "red" and one["score"] >= 5
        ),
    }
    for query, fits in filters.items():
        answer = await house.api.get("/v1/responses?limit=1000&" + query.replace("+", "%2B"))
        assert answer.status_code == 200, query
        assert answer.json()["data"] == [one for one in everything if fits(one)], query
        lines = await house.api.get("/v1/responses?" + query.replace("+", "%2B"), headers=JSONL)
        assert [json.loads(line) for line in lines.text.splitlines()] == answer.json()["data"]


async def test_as_many_are_listed_as_counted_where_a_segment_is_called_like_a_column(
    house: House,
) -> None:
    await house.publish(segments=["channel"])
    for number, properties in enumerate(({"channel": "email"}, {"channel": "shop"}, {})):
        await house.answer(await house.invited(number, properties=properties), 9)
    for wanted in ("channel:email", "channel:shop", "language:en"):
        total = (await house.scores(interval="none", where=wanted))["total"]
        assert total["n"] == len(await house.responses(survey="nps", where=wanted)) > 0, wanted


async def test_dates_are_days_of_the_zone_that_is_asked_for(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    house.clock.now = BEGINNING.replace(month=11, day=3, hour=18, minute=0)
    await house.answer(path, 9)
    assert await house.responses(**{"from": "2026-11-04"}) == []
    assert len(await house.responses(**{"from": "2026-11-04", "tz": "Asia/Jakarta"})) == 1


async def test_pages_hold_still_while_new_answers_come_in(house: House) -> None:
    everything = await filled(house, 12)
    first = (await house.api.get("/v1/responses?limit=5")).json()
    house.clock.forward(minutes=1)
    late = await house.invited(1)
    await house.answer(late, 3)
    cursor, found = first["next"], first["data"]
    while cursor:
        page = (await house.api.get("/v1/responses", params={"limit": 5, "cursor": cursor})).json()
        found += page["data"]
        cursor = page["next"]
    assert found == everything
    assert len(await house.responses(limit=1000)) == 13


async def test_the_last_page_says_so(house: House) -> None:
    await filled(house, 4)
    for limit, pages in ((4, 1), (2, 2), (3, 2), (1, 4), (1000, 1)):
        cursor, seen = "", 0
        while cursor is not None:
            answer = await house.api.get("/v1/responses", params={"limit": limit, "cursor": cursor})
            cursor, seen = answer.json()["next"], seen + 1
        assert seen == pages


async def test_what_was_taken_back_is_not_shown(house: House) -> None:
    everything = await filled(house, 5)
    await take_back(house, 2)
    assert await house.responses() == everything[:3]


async def test_csv_is_safe_to_open_and_reads_back_as_it_was(house: House) -> None:
    await house.publish(questions=[{"key": "why", "type": "text", "text": {"en": "Why?"}}])
    for number, text in enumerate(DANGEROUS):
        customer = {"id": f"c{number}", "email": f"c{number}@example.com", "name": text or None}
        segment = {"store": text, "team": 7}
        await house.buy(number, customer=customer, properties=segment)
        [message] = await house.mails(1, customer["email"])
        await house.answer(answer_path(message), number % 11, comment=text, q_why=text)
    answer = await house.api.get("/v1/responses", headers=CSV)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.text.count("\r\n") >= len(DANGEROUS) + 1
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    listed = await house.responses(limit=1000)
    assert len(rows) == len(listed) == len(DANGEROUS)
    for row, one in zip(rows, listed, strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
        comment = one["comment"] or ""
        marked = f"'{comment}" if comment.startswith(("=", "+", "-", "@")) else comment
        assert row["comment"] == marked
        assert row["score"] == str(one["score"])
        assert json.loads(row["segments"]) == one["segments"]
        assert json.loads(row["answers"] or "null") == one["answers"]
        assert row["contact.email"] == one["contact"]["email"]
        assert row["event"] == one["event"]


async def test_json_lines_hold_one_object_each_and_nothing_is_lost(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    await house.answer(path, 9, comment="a\nb\u2028c")
    answer = await house.api.get("/v1/responses", headers=JSONL)
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    [line, rest] = answer.text.split("\n")
    assert rest == ""
    assert json.loads(line) == (await house.responses())[0]


async def test_nothing_at_all_is_an_empty_list_in_every_form(house: House) -> None:
    assert (await house.api.get("/v1/responses")).json() == {"data": [], "next": None}
    header = (await house.api.get("/v1/responses", headers=CSV)).text
    assert header.startswith("id,survey,version,score,comment")
    assert header.count("\r\n") == 1
    assert (await house.api.get("/v1/responses", headers=JSONL)).text == ""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_filter_that_makes_no_sense_is_refused_by_name(house: House) -> None:
    wrong = {
        "limit": ("0", "1001", "-1", "x", "1.5", "\u0661"),
        "min_score": ("-1", "11", "x"),
        "max_score": ("11",),
        "cursor": ("x", "MTp4", "====", "MTotMQ==", "é"),
        "from": ("x", "2026-13-01"),
        "to": ("x",),
        "tz": ("x",),
        "where": ("x", "[:y", '"a":b', "a b:c"),
        "colour": ("red",),
        "comment": ("on", "2", "TRUE!"),
    }
    for name, values in wrong.items():
        for text in values:
            answer = await house.api.get("/v1/responses", params={name: text})
            assert (name, text, answer.status_code) == (name, text, 422)
            assert answer.json()["errors"][0]["field"] == name
    assert (await house.api.get("/v1/responses?survey=none")).status_code == 404


async def test_each_tells_when_and_about_what(house: House) -> None:
    await house.publish()
    path = await house.invited(1, properties={"store": "Bali", "team": 7, "total": 12})
    house.clock.now += timedelta(hours=3)
    await house.answer(path, 9, comment="Good")
    [response] = await house.responses()
    assert response["id"].startswith("res_")
    assert response["event"].startswith("evt_")
    assert response["answered_at"] == response["updated_at"] == "2026-11-02T13:00:00+00:00"
    assert response["segments"] == {"store": "Bali", "team": "7"}
    assert response["contact"] == {
        "id": "customer-1",
        "email": "customer-1@example.com",
        "name": None,
    }
