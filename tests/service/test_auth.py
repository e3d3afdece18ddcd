"""API keys and their scopes."""

import io
import logging
import re
from pathlib import Path

import pytest

from service import logs
from service.auth import CACHE, SCOPES, create_key
from surveys.errors import InvalidInput
from surveys.models.access import ApiKey
from tests.cast import rows
from tests.service.house import House, purchase


async def guarded(house: House) -> dict[tuple[str, str], str]:
    """Every operation of the API that names a scope: method and address, and the scope."""
    paths = (await house.web.get("/openapi.json")).json()["paths"]
    return {
        (method.upper(), re.sub(r"{[^}]+}", "nps", path)): told["security"][0]["key"][0]
        for path, methods in paths.items()
        for method, told in methods.items()
        if told.get("security")
    }


def bearer(key: str) -> dict[str, str]:
    """The header."""
    return {"Authorization": f"Bearer {key}"}


async def test_every_route_wants_a_key(house: House) -> None:
    strange = [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": house.key},
        {"Authorization": f"Basic {house.key}"},
        {"Authorization": f"Bearer {house.key[:-1]}"},
        {"Authorization": f"Bearer {house.key}x"},
        {"Authorization": f"Bearer {house.key.lower()}"},
        {"Authorization": b"Bearer \xff\xfe"},
        {"Authorization": "Bearer " + "a" * 10_000},
        {"Cookie": f"key={house.key}"},
    ]
    found = await guarded(house)
    assert found["POST", "/v1/events"] == "events"
    for (method, path), headers in ((route, one) for route in found for one in strange):
        answer = await house.web.request(method, path, headers=headers, json={})  # type: ignore[arg-type]
        assert answer.status_code == 401, (path, headers)
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.headers["content-type"] == "application/problem+json"
    assert (await house.web.get(f"/v1/responses?key={house.key}")).status_code == 401
    assert (await house.stored())["event"] == 0


async def test_a_key_does_what_its_scopes_say_and_no_more(house: House) -> None:
    await house.publish()
    await house.buy(1)
    found = await guarded(house)
    for scope in SCOPES:
        key = await create_key(scope, [scope], "shop", house.clock())
        for (method, path), needed in found.items():
            answer = await house.web.request(method, path, headers=bearer(key), json={})
            assert (answer.status_code == 403) == (scope != needed), (scope, path)
            if scope != needed:
                assert answer.json()["detail"] == f"This key lacks the scope {needed!r}."
    story = await house.api.get("/v1/surveys/nps")
    assert story.json()["version"] == 1


async def test_the_scheme_may_be_written_in_any_case(house: House) -> None:
    answer = await house.web.get("/v1/surveys", headers={"Authorization": f"bearer  {house.key}"})
    assert answer.status_code == 200


async def test_a_key_ends_within_ten_seconds_of_its_revocation(house: House) -> None:
    key = await create_key("old", ["read"], "shop", house.clock())
    new = await create_key("new", ["read"], "shop", house.clock())
    assert (await house.web.get("/v1/surveys", headers=bearer(key))).status_code == 200
    await ApiKey.filter(name="old").update(revoked_at=house.clock())
    house.clock.now += CACHE
    assert (await house.web.get("/v1/surveys", headers=bearer(key))).status_code == 401
    assert (await house.web.get("/v1/surveys", headers=bearer(new))).status_code == 200


async def test_it_remembers_when_a_key_was_last_used(house: House) -> None:
    await create_key("idle", ["read"], "shop", house.clock())
    await house.api.get("/v1/surveys")
    used = {key.name: key.last_used_at for key in await ApiKey.all()}
    assert used == {"tests": house.clock(), "idle": None}


async def test_unknown_scopes_are_refused(house: House) -> None:
    with pytest.raises(InvalidInput, match="root: the scopes are events, read, surveys, hooks"):
        await create_key("bad", ["read", "root"], "shop", house.clock())


async def test_the_key_itself_is_nowhere_to_be_found(house: House, tmp_path: Path) -> None:
    """Neither in the database nor in the logs, whatever happens to a request."""
    said = io.StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    try:
        await house.post(purchase(1))
        await house.post({"id": house.key})
        await house.api.get(f"/v1/events/{house.key}")
        logging.getLogger("any").warning("a careless line with %s in it", house.key)
    finally:
        logging.getLogger().removeHandler(handler)
    [row] = await rows(house.engine.database, "SELECT * FROM api_key")
    assert house.key not in str(row)
    assert row["prefix"] == house.key[:10]
    assert len(row["digest"]) == 64
    careless = {"event": said.getvalue()}
    assert house.key not in logs.masked(None, "", careless)["event"]
    for dump in _dumps(tmp_path):
        assert house.key.encode() not in dump
        assert house.key[:10].encode() in dump


def _dumps(folder: Path) -> list[bytes]:
    """The database file with its log, where there is one."""
    found = sorted(path for path in folder.glob("afterword.db*") if path.is_file())
    return [b"".join(path.read_bytes() for path in found)] if found else []
