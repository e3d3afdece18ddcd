"""CloudEvents 1.0 on POST /v1/events."""

import json
from typing import Any

import pytest

from tests.service.house import House, purchase

CONTENT = {name: purchase(1)[name] for name in ("customer",)} | {"properties": {"store": "Jakarta"}}
BINARY = {
    "ce-specversion": "1.0",
    "ce-id": "17",
    "ce-source": "/shop/jakarta",
    "ce-type": "purchase.completed",
    "ce-time": "2026-11-01T10:00:00Z",
    "Content-Type": "application/json",
}
STRUCTURED = {name.removeprefix("ce-"): text for name, text in BINARY.items() if name[:2] == "ce"}
TYPE = {"Content-Type": "application/cloudevents+json; charset=utf-8"}


async def test_both_modes_give_the_same_event(house: House) -> None:
    binary = await house.api.post("/v1/events", json=CONTENT, headers=BINARY)
    assert binary.status_code == 202, binary.text
    body = json.dumps(STRUCTURED | {"data": CONTENT, "subject": "ignored", "extension": "too"})
    structured = await house.api.post("/v1/events", content=body, headers=TYPE)
    assert structured.status_code == 200, structured.text
    assert structured.json()["event"] == binary.json()["event"]
    story = await house.story(binary.json()["event"])
    assert story["external_id"] == "/shop/jakarta#17"
    assert (story["type"], story["properties"]) == ("purchase.completed", {"store": "Jakarta"})
    assert story["occurred_at"] == "2026-11-01T10:00:00+00:00"
    assert story["customer"] == CONTENT["customer"]


async def test_source_and_id_together_are_the_identity(house: House) -> None:
    first = await house.api.post("/v1/events", json=CONTENT, headers=BINARY)
    other = BINARY | {"ce-source": "/shop/bali"}
    second = await house.api.post("/v1/events", json=CONTENT, headers=other)
    assert (first.status_code, second.status_code) == (202, 202)


async def test_no_two_events_share_an_id_wherever_the_hash_stands(house: House) -> None:
    for source, number in (("/a", "b#c"), ("/a#b", "c"), ("/a%23b", "c")):
        headers = BINARY | {"ce-source": source.replace("%", "%25"), "ce-id": number}
        answer = await house.api.post("/v1/events", json=CONTENT, headers=headers)
        assert (answer.status_code, answer.json()["status"]) == (202, "accepted")


async def test_a_misspelt_field_of_the_data_is_named(house: House) -> None:
    answer = await house.api.post("/v1/events", json={"custmer": {}}, headers=BINARY)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "data.custmer")


async def test_headers_are_percent_decoded_once(house: House) -> None:
    headers = BINARY | {"ce-source": "/caf%C3%A9%2520"}
    answer = await house.api.post("/v1/events", json=CONTENT, headers=headers)
    assert (await house.story(answer.json()["event"]))["external_id"] == "/café%2520#17"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_it_names_what_is_wrong(house: House) -> None:
    wrong_headers: list[tuple[dict[str, str], str]] = [
        ({"ce-id": "%C0%A0"}, "ce-id"),
        ({"ce-id": ""}, "id"),
        ({"ce-source": ""}, "source"),
        ({"ce-type": ""}, "type"),
        ({"ce-type": "nodots"}, "type"),
        ({"ce-specversion": "0.3"}, "specversion"),
        ({"ce-id": "x" * 250}, "id"),
        ({"ce-time": "yesterday"}, "occurred_at"),
    ]
    for change, field in wrong_headers:
        answer = await house.api.post("/v1/events", json=CONTENT, headers=BINARY | change)
        assert (change, answer.status_code) == (change, 422)
        assert answer.json()["errors"][0]["field"] == field
    wrong_bodies: list[tuple[Any, str]] = [
        ([], "body"),
        (STRUCTURED, "data"),
        (STRUCTURED | {"data": "x"}, "data"),
        (STRUCTURED | {"data": {}, "id": 17}, "id"),
        (STRUCTURED | {"data": {"customer": {"email": 7}}}, "customer.email"),
        (STRUCTURED | {"data": {"customer": {"name": "\x00"}}}, "customer.name"),
    ]
    for body, field in wrong_bodies:
        answer = await house.api.post("/v1/events", content=json.dumps(body), headers=TYPE)
        assert (body, answer.status_code) == (body, 422)
        assert answer.json()["errors"][0]["field"] == field
    assert (await house.stored())["event"] == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_no_depth_makes_it_stumble(house: House) -> None:
    """Python reads a little deeper than it writes, or the other way about."""
    for depth in (*range(185, 210), *range(930, 1000, 2), 100_000):
        data = '{"properties": {"a": ' + "[" * depth + "]" * depth + "}}"
        body = json.dumps(STRUCTURED | {"id": f"deep-{depth}"})[:-1] + f', "data": {data}}}'
        answer = await house.api.post("/v1/events", content=body, headers=TYPE)
        assert answer.status_code in (202, 422), depth


async def test_what_says_that_it_is_no_json_is_refused(house: House) -> None:
    body = json.dumps(purchase(1))
    for kind in ("application/cloudevents-batch+json", "text/plain", "application/xml", "x"):
        answer = await house.api.post("/v1/events", content=body, headers={"Content-Type": kind})
        assert (kind, answer.status_code) == (kind, 415)
    for kind in (
        "application/json; charset=utf-8",
        "application/x-www-form-urlencoded",
        "a/b+JSON",
    ):
        answer = await house.api.post("/v1/events", content=body, headers={"Content-Type": kind})
        assert answer.status_code in (200, 202), kind
