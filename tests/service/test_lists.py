"""What all lists of the API have in common, each of them: pages, tables, filters, who may read."""

import csv
import io
import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import httpx
import pytest
from pyarrow.parquet import ParquetFile
from pydantic import TypeAdapter

from service import parquet
from service.auth import create_key
from service.lists import Listing, listings
from service.tables import PARQUET
from tests.cast import run
from tests.service.house import House

CSV, JSONL = {"Accept": "text/csv"}, {"Accept": "application/x-ndjson"}
TABLES = {
    "alerts": "alert",
    "cases": "cases",
    "contacts": "contact",
    "decisions": "decision",
    "events": "event",
    "inbound": "inbound",
    "invitations": "invitation",
    "machine-links": "click WHERE score = 4",
    "messages": "message",
    "responses": "response",
    "tickets": "event WHERE type = 'ticket.created'",
}
Entries = list[dict[str, Any]]


@pytest.fixture
async def shop(house: House) -> House:
    """Four customers buy; two answer, one of them badly. A program opens links of the others, and
    two tickets are created."""
    await house.publish(follow_up={"when": "score <= 2"}, segments=["store"])
    for number in range(4):
        path = await house.invited(number, properties={"store": "=Bali"})
        if number < 2:
            await house.answer(path, 1 + 8 * number, comment="+1\nfine")
        else:
            await house.web.get(f"{path}/4", headers={"User-Agent": "curl/8.0"})
        await house.post(ticket(number))
        house.clock.forward(minutes=1)
    await run(
        house.engine.database,
        "INSERT INTO inbound (channel, sender, recipient, text, outcome, received_at)"
        " VALUES ('sms', '+628', '+629', '@all', 'unmatched', $1)",
        1_800_000_000_000_000,
    )
    await run(
        house.engine.database,
        "INSERT INTO alert (survey_id, property, value, since, opened_at, strength, before, after)"
        " SELECT id, 'store', '=Bali', $1, $1, 400, $2, $2 FROM survey",
        1_800_000_000_000_000,
        '{"9": 3}',
    )
    return house


def ticket(number: int) -> dict[str, Any]:
    """Every other one is resolved."""
    kind = ("created", "resolved")[number % 2]
    properties = {"ticket_id": f"T-{number // 2}", "agent": "=Ani"}
    return {"id": f"ticket-{number}", "type": f"ticket.{kind}", "properties": properties}


async def walked(house: House, name: str, limit: int) -> Entries:
    """All entries, page by page."""
    found: Entries = []
    cursor: str | None = ""
    while cursor is not None:
        query = {"limit": limit, "cursor": cursor}
        answer = await house.api.get(f"/v1/{name}", params=query)
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["data"]) <= limit
        found += answer.json()["data"]
        cursor = answer.json()["next"]
    return found


def test_every_list_is_tried_here() -> None:
    assert sorted(listings()) == sorted(TABLES)


async def test_pages_tables_and_a_count_agree_and_every_entry_has_its_shape(shop: House) -> None:
    for name, listing in listings().items():
        entries = await walked(shop, name, 1)
        assert entries == await walked(shop, name, 1000), name
        assert len(entries) == await shop.count(f"SELECT COUNT(*) FROM {TABLES[name]}") > 0, name
        TypeAdapter(list[listing.entry]).validate_python(entries)  # type: ignore[name-defined]
        lines = (await shop.api.get(f"/v1/{name}", headers=JSONL)).text.splitlines()
        assert [json.loads(line) for line in lines] == entries, name
        table = (await shop.api.get(f"/v1/{name}", headers=CSV)).text
        rows = list(csv.DictReader(io.StringIO(table, newline="")))
        assert [row["id"] for row in rows] == [str(one["id"]) for one in entries], name
        for row, entry in zip(rows, entries, strict=True):
            assert row == {key: cell(one) for key, one in flat(entry, row).items()}, name


async def test_parquet_holds_the_same_in_row_groups(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.paging.PAGE", 1)
    monkeypatch.setattr("service.parquet.GROUP", 2)
    for name in listings():
        entries = await walked(shop, name, 1000)
        answer = await shop.api.get(f"/v1/{name}", headers={"Accept": PARQUET.media_type})
        assert answer.headers["content-type"] == PARQUET.media_type
        file = ParquetFile(io.BytesIO(answer.content))
        assert file.num_row_groups == len(entries) // 2 + 1
        for row, entry in zip(file.read().to_pylist(), entries, strict=True):
            said = flat(entry, row)
            for key, value in row.items():
                if isinstance(value, datetime):
                    assert value == datetime.fromisoformat(said[key])
                elif isinstance(said[key], dict | list):
                    assert json.loads(value) == said[key]
                else:
                    assert value == said[key], (name, key)


async def test_without_pyarrow_parquet_is_refused_with_the_remedy(
    shop: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquet, "find_spec", lambda name: None)
    answer = await shop.api.get("/v1/contacts", headers={"Accept": PARQUET.media_type})
    assert answer.status_code == 422
    assert "afterword[parquet]" in answer.json()["errors"][0]["message"]


def flat(entry: dict[str, Any], columns: Iterable[str]) -> dict[str, Any]:
    """With `contact.id` for the id inside of the contact; every field has its columns."""
    ways = {column: column.partition(".") for column in columns}
    assert {parent for parent, _, _ in ways.values()} == entry.keys()
    return {
        column: (entry[parent] or {}).get(child) if dot else entry[parent]
        for column, (parent, dot, child) in ways.items()
    }


def cell(value: Any) -> str:
    if isinstance(value, dict | list | bool):
        return json.dumps(value, ensure_ascii=False) if value not in ({}, []) else ""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text[:1] in ("=", "+", "-", "@") else text


async def test_a_stream_ends_where_the_limit_says(shop: House) -> None:
    for name in listings():
        everything = await walked(shop, name, 1000)
        lines = await shop.api.get(f"/v1/{name}", params={"limit": 2}, headers=JSONL)
        assert [json.loads(line) for line in lines.text.splitlines()] == everything[:2]
        assert lines.headers["vary"] == "Accept"


async def test_a_page_that_is_known_is_not_sent_again(shop: House) -> None:
    await shop.quiet()
    for name in listings():
        first = await shop.api.get(f"/v1/{name}")
        known = {"If-None-Match": first.headers["etag"]}
        again = await shop.api.get(f"/v1/{name}", headers=known)
        assert (again.status_code, again.content) == (304, b""), name
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["vary"] == "Accept"
        assert (await shop.api.get(f"/v1/{name}", headers=known | CSV)).status_code == 200
        await run(shop.engine.database, CHANGED[name])
        changed = await shop.api.get(f"/v1/{name}", headers=known)
        assert (changed.status_code, changed.json() == first.json()) == (200, False), name


CHANGED = {
    "alerts": "UPDATE alert SET strength = 500",
    "cases": "UPDATE contact SET name = 'Siti'",
    "contacts": "UPDATE contact SET name = 'Rahma'",
    "decisions": "UPDATE decision SET sentence = 'x'",
    "events": "UPDATE event SET type = 'a.b' WHERE type = 'purchase.completed'",
    "inbound": "UPDATE inbound SET text = 'x'",
    "invitations": "UPDATE invitation SET state = 'expired'",
    "machine-links": "UPDATE contact SET name = 'Wati'",
    "messages": "UPDATE message SET error = 'x'",
    "responses": "UPDATE contact SET name = 'Ani'",
    "tickets": "UPDATE event SET source = 'desk'",
}


@pytest.mark.parametrize("listing", listings().values(), ids=list(listings()))
async def test_a_wrong_parameter_is_named_with_the_remedy(
    house: House, listing: Listing[Any]
) -> None:
    wrong = {
        "limit": ("0", "must be a whole number from 1 to 1000"),
        "cursor": ("x", "is not one of ours"),
        "from": ("soon", "write a date"),
        "tz": ("Mars", "is not an IANA time zone"),
        "colour": ("red", "is not a parameter; there are "),
    }
    for one in listing.filters:
        if "enum" in one.schema:
            wrong[one.name] = ("purple", "must be ")
        if "maximum" in one.schema:
            most = one.schema["maximum"]
            wrong[one.name] = (str(most + 1), f"must be a whole number from 0 to {most}")
    for name, (value, remedy) in wrong.items():
        for accept in ("*/*", "text/csv"):
            answer = await house.api.get(
                f"/v1/{listing.name}", params={name: value}, headers={"Accept": accept}
            )
            assert answer.status_code == 422, (name, answer.text)
            [error] = answer.json()["errors"]
            assert error["field"] == name
            assert error["message"].startswith(remedy)


async def test_only_a_key_that_may_read_sees_them(shop: House) -> None:
    for scope, status in (("events", 403), ("read", 200)):
        key = await create_key("k", [scope], "shop", shop.clock())
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=shop.url, headers=headers, verify=False) as api:
            for name in listings():
                assert (await api.get(f"/v1/{name}")).status_code == status
    for name in listings():
        assert (await shop.web.get(f"/v1/{name}")).status_code == 401


async def test_nobody_reads_an_answer_token_out_of_a_list(shop: House) -> None:
    tokens = [f"/r/{path}" for path in await tokens_of(shop)]
    for name in listings():
        for accept in ("*/*", "text/csv"):
            answer = await shop.api.get(f"/v1/{name}", headers={"Accept": accept})
            assert not any(token[3:] in answer.text for token in tokens)


async def tokens_of(house: House) -> list[str]:
    """The tokens of all links."""
    sent = await house.mails(4)
    return [link.split("/r/")[1][:23] for mail in sent for link in mail.links if "/r/" in link]
