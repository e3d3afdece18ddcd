from collections.abc import AsyncIterator

import pytest

from surveys.database import Database
from surveys.errors import Conflict
from surveys.hooks import Endpoint, add, find, quarantine
from surveys.opening import close_orm, open_orm
from tests.cast import KEYRING, NOW, rows, value


@pytest.fixture(autouse=True)
async def orm(database_url: str) -> AsyncIterator[None]:
    await open_orm(database_url)
    yield
    await close_orm()


async def test_an_endpoint_keeps_its_secrets_encrypted(database: Database) -> None:
    await add("generic", "desk", ["whsec_one", "whsec_two"], KEYRING, NOW)
    assert await find("generic", "desk", KEYRING) == Endpoint(
        "generic:desk", ("whsec_one", "whsec_two")
    )
    assert "whsec" not in await value(database, "SELECT secrets FROM hook_endpoint")


async def test_a_name_is_given_once_for_each_source(database: Database) -> None:
    await add("generic", "desk", ["a"], KEYRING, NOW)
    await add("shopify", "desk", ["b"], KEYRING, NOW)
    with pytest.raises(Conflict):
        await add("generic", "desk", ["c"], KEYRING, NOW)


@pytest.mark.parametrize("name", ["", "Desk", "desk ", "\x00", "desk\x00", "a" * 10_000])
async def test_anything_else_is_no_endpoint(database: Database, name: str) -> None:
    await add("generic", "desk", ["a"], KEYRING, NOW)
    assert await find("generic", name, KEYRING) is None


async def test_what_cannot_be_used_is_kept_byte_for_byte(database: Database) -> None:
    body = bytes(range(256))
    await quarantine("generic:desk", "not\x00 json", {"x-odd": "a\x00b é"}, body, NOW)
    [row] = await rows(database, "SELECT reason, headers, body FROM quarantine")
    assert row["reason"] == "not json"
    assert bytes(row["body"]) == body
    assert "a\\u0000b" not in row["headers"]
