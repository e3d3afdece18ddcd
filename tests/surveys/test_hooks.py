import json
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from surveys.database import Database
from surveys.errors import Conflict, InvalidInput, NotFound
from surveys.hooks import Endpoint, Listed, add, every, find, remove, rotate
from surveys.opening import close_orm, open_orm
from tests.cast import KEYRING, NOW, run, value


@pytest.fixture(autouse=True)
async def orm(database_url: str) -> AsyncIterator[None]:
    await open_orm(database_url)
    yield
    await close_orm()


async def test_an_endpoint_keeps_its_secrets_encrypted(database: Database) -> None:
    await add("generic", "desk", ["whsec_one", "whsec_two"], KEYRING, NOW)
    assert await find("generic", "desk", KEYRING, NOW) == Endpoint(
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
    assert await find("generic", name, KEYRING, NOW) is None


DAY = timedelta(days=1)


async def live(at: datetime) -> tuple[str, ...]:
    """The secrets of `desk` that are accepted at a moment."""
    found = await find("generic", "desk", KEYRING, at)
    return found.secrets if found else ()


async def test_the_old_secret_is_good_until_its_end_and_not_at_it(database: Database) -> None:
    await add("generic", "desk", ["old"], KEYRING, NOW)
    await rotate("generic", "desk", "new", DAY, KEYRING, NOW)
    assert await live(NOW + DAY - timedelta(microseconds=1)) == ("old", "new")
    assert await live(NOW + DAY) == ("new",)
    assert "new" not in await value(database, "SELECT secrets FROM hook_endpoint")


async def test_an_old_secret_can_end_at_once(database: Database) -> None:
    await add("generic", "desk", ["old"], KEYRING, NOW)
    await rotate("generic", "desk", "new", timedelta(), KEYRING, NOW)
    assert await live(NOW) == ("new",)


async def test_no_rotation_makes_an_older_secret_live_longer(database: Database) -> None:
    await add("generic", "desk", ["first"], KEYRING, NOW)
    await rotate("generic", "desk", "second", DAY, KEYRING, NOW)
    await rotate("generic", "desk", "third", 7 * DAY, KEYRING, NOW)
    assert await live(NOW + DAY) == ("second", "third")
    assert await live(NOW + 7 * DAY) == ("third",)


async def test_a_change_to_the_current_secret_changes_nothing(database: Database) -> None:
    await add("generic", "desk", ["one"], KEYRING, NOW)
    await rotate("generic", "desk", "one", DAY, KEYRING, NOW)
    assert await live(NOW + 365 * DAY) == ("one",)


async def test_a_change_back_makes_the_old_secret_the_current_one(database: Database) -> None:
    await add("generic", "desk", ["one"], KEYRING, NOW)
    await rotate("generic", "desk", "two", DAY, KEYRING, NOW)
    await rotate("generic", "desk", "one", DAY, KEYRING, NOW)
    assert await live(NOW) == ("two", "one")
    assert await live(NOW + DAY) == ("one",)


async def test_there_are_four_live_secrets_at_most(database: Database) -> None:
    await add("generic", "desk", ["0"], KEYRING, NOW)
    for number in "123":
        await rotate("generic", "desk", number, DAY, KEYRING, NOW)
    with pytest.raises(Conflict, match="4 live secrets"):
        await rotate("generic", "desk", "4", DAY, KEYRING, NOW)
    assert await live(NOW) == ("0", "1", "2", "3")
    await rotate("generic", "desk", "4", timedelta(), KEYRING, NOW)
    assert await live(NOW) == ("4",)


async def test_secrets_kept_before_they_could_end_stay_good(database: Database) -> None:
    await add("generic", "desk", ["x"], KEYRING, NOW)
    sealed = KEYRING.seal(json.dumps(["one", "two"]))
    await run(database, "UPDATE hook_endpoint SET secrets = $1", sealed)
    assert await live(NOW) == ("one", "two")
    await rotate("generic", "desk", "three", DAY, KEYRING, NOW)
    assert await live(NOW) == ("one", "two", "three")
    assert await live(NOW + DAY) == ("three",)


@pytest.mark.parametrize("name", ["", ".", "..", "a b", "a/b", "\x00", "é", "x" * 65])
async def test_a_name_must_be_fit_for_an_address(database: Database, name: str) -> None:
    with pytest.raises(InvalidInput, match="name: write up to 64 letters"):
        await add("generic", name, ["a"], KEYRING, NOW)
    for fit in ("a.b", "x" * 64, "-_."):
        await add("generic", fit, ["a"], KEYRING, NOW)


async def test_an_endpoint_that_is_removed_is_gone_and_its_name_free(database: Database) -> None:
    await add("generic", "desk", ["a"], KEYRING, NOW)
    await remove("generic", "desk")
    assert await live(NOW) == ()
    for name in ("desk", "\x00"):
        with pytest.raises(NotFound, match="there is no generic endpoint"):
            await remove("generic", name)
        with pytest.raises(NotFound, match="there is no generic endpoint"):
            await rotate("generic", name, "b", DAY, KEYRING, NOW)
    await add("generic", "desk", ["b"], KEYRING, NOW)
    assert await live(NOW) == ("b",)


async def test_the_list_tells_when_old_secrets_end_and_never_what_they_are(
    database: Database,
) -> None:
    await add("shopify", "shop", ["a"], KEYRING, NOW)
    await add("generic", "desk", ["b"], KEYRING, NOW)
    await rotate("generic", "desk", "c", DAY, KEYRING, NOW)
    assert await every(KEYRING, NOW) == [
        Listed("generic", "desk", NOW, 2, NOW + DAY),
        Listed("shopify", "shop", NOW, 1, None),
    ]
    assert (await every(KEYRING, NOW + DAY))[0] == Listed("generic", "desk", NOW, 1, None)
