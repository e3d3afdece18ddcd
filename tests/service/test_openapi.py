"""/openapi.json tells the truth: every route, every parameter, and examples that work."""

import asyncio
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.routing import Route

from service.app import create_app
from service.openapi import bare
from tests.cast import run, value
from tests.service.house import House

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
OTHERS = {"pages for people", "delighted"}
TRIES = 12  # of each operation
Told = dict[str, Any]


@schemathesis.serializer("message/rfc822")
def as_mail(_: Any, value: Any) -> bytes:
    """Whatever it is."""
    return str(value).encode("utf-8", "replace")


async def document(house: House) -> Told:
    answer = await house.web.get("/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


def operations(found: Told) -> Iterator[tuple[str, str, Told]]:
    """Path, method and what is told about it, without pages for people and what others document."""
    for path, methods in found["paths"].items():
        for method, told in methods.items():
            if not {*told["tags"]} & OTHERS:
                yield path, method, told


async def test_it_is_openapi_and_has_every_route(house: House) -> None:
    found = await document(house)
    assert found["openapi"] == "3.1.0"
    schemathesis.openapi.from_dict(found).validate()
    told = {(bare(path), method) for path in found["paths"] for method in found["paths"][path]}
    there = {
        (bare(route.path), method.lower())
        for route in create_app(house.engine).routes
        if isinstance(route, Route)
        for method in (route.methods or set()) - {"HEAD"}
    }
    assert told == there


async def test_the_api_says_what_it_takes_gives_and_needs(house: House) -> None:
    for path, method, told in operations(await document(house)):
        assert told["summary"], path
        good = [one for status, one in told["responses"].items() if status < "3"]
        assert good, path
        if path.startswith("/v1"):
            assert all("schema" in one["content"]["application/json"] for one in good), path
            assert told["security"][0]["key"], path
            assert ("requestBody" in told) == (method in ("post", "put")), path


async def test_each_parameter_is_told_and_no_other(house: House) -> None:
    for path, method, told in operations(await document(house)):
        names = [one["name"] for one in told["parameters"] if one["in"] == "query"]
        if names and method == "get":
            answer = await house.api.get(path, params={"survey": "nps", "colour": "red"})
            [error] = answer.json()["errors"]
            known = re.search(r"there are (.+)$", error["message"])
            assert known is not None, (path, error)
            assert sorted(known[1].split(", ")) == sorted(names), path


async def test_the_examples_work_and_are_answered_as_it_says(house: House) -> None:
    found = await document(house)
    await house.publish("nps-after-purchase")
    there = await filled(house)
    tried = 0
    for path, method, told in sorted(operations(found), key=lambda one: one[1], reverse=True):
        if not told.get("security"):
            continue
        url = path.format(**examples(told, "path") | there.get(path, {}))
        body = told.get("requestBody", {}).get("content", {}).get("application/json")
        sent = {"json": body["example"]} if body else {"content": b"From: a@b.example\n\nHello"}
        more = sent if method != "get" else {}
        answer = await house.api.request(method, url, params=examples(told, "query"), **more)
        assert str(answer.status_code) in told["responses"], (path, answer.text)
        assert answer.status_code < 300, (path, answer.text)
        said = told["responses"][str(answer.status_code)]["content"]["application/json"]
        root = {"components": found["components"], **said["schema"]}
        Draft202012Validator(root).validate(answer.json())
        tried += 1
    assert tried > 20


async def filled(house: House) -> dict[str, Told]:
    """Somebody answers; the ids that then stand in addresses."""
    path = await house.invited(1, properties={"store": "Jakarta"})
    await house.answer(path, 9, comment="fine")
    await house.quiet()
    [response] = await house.responses()
    ids = {"/v1/events/{id}": response["event"], "/v1/responses/{id}": response["id"]}
    ids["/v1/responses/{id}/tags"] = response["id"]
    await run(
        house.engine.database,
        "INSERT INTO alert (survey_id, property, value, since, opened_at, strength, before, after)"
        " SELECT id, 'store', 'Jakarta', $1, $1, 400, $2, $2 FROM survey",
        1_700_000_000_000_000,
        '{"9": 3}',
    )
    number = await value(house.engine.database, "SELECT id FROM alert")
    ids["/v1/alerts/{id}"] = f"alert_{number}"
    return {path: {"id": found} for path, found in ids.items()}


def examples(told: Told, place: str) -> Told:
    return {
        one["name"]: one["example"]
        for one in told["parameters"]
        if one["in"] == place and "example" in one
    }


async def test_whatever_is_sent_is_answered_as_it_says(house: House) -> None:
    """Requests made up out of the document itself: never a fault of ours, never another shape."""
    found = await document(house)
    await house.publish("nps-after-purchase")
    await filled(house)
    api = schemathesis.openapi.from_dict(found)
    headers = {"Authorization": f"Bearer {house.key}"}
    quiet = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}
    tried: list[str] = []
    wrong: list[str] = []

    def try_out(told: Any) -> None:
        @settings(max_examples=TRIES, phases=[Phase.generate], derandomize=True, **quiet)
        @given(case=told.as_strategy())
        def answered(case: Any) -> None:
            answer = case.call(base_url=house.url, headers=headers, timeout=20)
            case.validate_response(answer, checks=CHECKS, headers=headers)

        tried.append(told.label)
        try:
            answered()
        except FailureGroup as error:
            wrong.extend(f"{told.label}: {one}" for one in error.exceptions)

    for one in api.get_all_operations():
        told = one.ok()
        if not {*told.definition.raw["tags"]} & OTHERS:
            await asyncio.to_thread(try_out, told)
    assert wrong == []
    assert len(tried) == len([*operations(found)])


async def test_people_read_it_without_a_script_or_another_site(house: House) -> None:
    answer = await house.web.get("/docs")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "<script" not in answer.text
    addresses = re.findall(r"(?:src|href|action)=\"([^\"]+)\"", answer.text)
    assert addresses
    for one in addresses:
        assert one.startswith(("/", "#")), one
        if one.startswith("/"):
            assert (await house.web.get(one)).status_code == 200, one
    for path, method, told in operations(await document(house)):
        assert f'id="{told["operationId"]}"' in answer.text
        assert f"<b>{method.upper()}</b> {path}" in answer.text
    assert json.dumps("order-2") in answer.text.replace("&#34;", '"')


@pytest.mark.parametrize("address", ["/openapi.json", "/docs"])
async def test_nobody_needs_a_key_to_read_it(house: House, address: str) -> None:
    assert (await house.web.get(address)).status_code == 200
    assert (await house.web.post(address)).status_code == 405


@pytest.mark.parametrize("address", ["/openapi.json", "/docs"])
async def test_it_is_made_only_once(
    house: House, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = await house.web.get(address)
    monkeypatch.setattr("service.routes.openapi.document", None)
    again = await house.web.get(address)
    assert (again.status_code, again.content) == (200, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
