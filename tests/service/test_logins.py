import asyncio
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from statistics import median

import pytest

from service import passwords
from service.logins import SESSION, create_user, set_password, sign_in, sign_out, user_of
from surveys.database import Database
from surveys.errors import Conflict, InvalidInput, NotFound
from surveys.models.access import Login, User
from surveys.opening import close_orm, open_orm
from tests.cast import rows

EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
WRONG = "wrong horse battery"


@pytest.fixture(autouse=True)
async def orm(database_url: str, database: Database) -> AsyncIterator[None]:
    await open_orm(database_url)
    yield
    await close_orm()


@pytest.fixture(autouse=True)
async def owner(orm: None, now: datetime) -> User:
    return await create_user(EMAIL, PASSWORD, now)


async def signed_in(now: datetime, password: str = PASSWORD) -> str:
    token = await sign_in(EMAIL, password, now)
    assert token is not None
    return token


async def test_it_lets_in_whoever_knows_the_password(owner: User, now: datetime) -> None:
    found = await user_of(await signed_in(now), now)

    assert found is not None
    assert (found.id, found.email) == (owner.id, EMAIL)


async def test_it_takes_an_address_as_people_write_it(now: datetime) -> None:
    assert await sign_in(" Owner@EXAMPLE.com ", PASSWORD, now)


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (EMAIL, WRONG),
        (EMAIL, ""),
        (EMAIL, PASSWORD.upper()),
        (EMAIL, PASSWORD + " " * 2000),
        (EMAIL, "\x00\ud800"),
        ("teammate@example.com", PASSWORD),
        ("", PASSWORD),
        ("\x00\ud800@", PASSWORD),
        ("x" * 100_000, PASSWORD),
    ],
)
async def test_it_keeps_everybody_else_out(email: str, password: str, now: datetime) -> None:
    assert await sign_in(email, password, now) is None
    assert await Login.all().count() == 0


async def test_it_gives_each_login_a_session_of_its_own(now: datetime) -> None:
    one, other = await signed_in(now), await signed_in(now)
    await sign_out(one)

    assert await user_of(one, now) is None
    assert await user_of(other, now) is not None
    assert len(one) >= 43  # 256 bits


async def test_it_ends_a_session_after_thirty_days(now: datetime) -> None:
    token = await signed_in(now)

    assert await user_of(token, now + SESSION - timedelta(seconds=1))
    assert await user_of(token, now + SESSION) is None


@pytest.mark.parametrize("token", ["", "x", "é\x00\ud800", "a" * 100_000])
async def test_it_knows_no_session_that_it_did_not_open(token: str, now: datetime) -> None:
    assert await user_of(token, now) is None
    await sign_out(token)


async def test_it_ends_every_session_when_the_password_changes(now: datetime) -> None:
    tokens = [await signed_in(now), await signed_in(now)]
    await set_password(EMAIL, "another horse battery")

    assert [await user_of(token, now) for token in tokens] == [None, None]
    assert await sign_in(EMAIL, PASSWORD, now) is None
    assert await user_of(await signed_in(now, "another horse battery"), now)


async def test_no_login_with_the_old_password_outlives_a_change(now: datetime) -> None:
    logins = [asyncio.create_task(sign_in(EMAIL, PASSWORD, now)) for _ in range(10)]
    await set_password(EMAIL, "another horse battery")
    tokens = [token for token in await asyncio.gather(*logins) if token]

    assert [await user_of(token, now) for token in tokens] == [None] * len(tokens)


async def test_it_leaves_a_teammates_sessions_alone(now: datetime) -> None:
    await create_user("teammate@example.com", PASSWORD, now)
    token = await sign_in("teammate@example.com", PASSWORD, now)
    await set_password(EMAIL, "another horse battery")

    assert token is not None
    assert await user_of(token, now)


async def test_it_clears_away_sessions_that_have_ended(now: datetime) -> None:
    await signed_in(now)
    await signed_in(now + SESSION)

    assert await Login.all().count() == 1


async def test_it_stores_neither_password_nor_token(database: Database, now: datetime) -> None:
    token = await signed_in(now)
    stored = str(await rows(database, "SELECT * FROM app_user"))
    stored += str(await rows(database, "SELECT * FROM login"))

    assert PASSWORD not in stored
    assert token not in stored
    assert "$argon2id$" in stored


@pytest.mark.parametrize("password", ["short", "123456789", "x" * 1001])
async def test_it_refuses_a_password_that_is_none(password: str, now: datetime) -> None:
    with pytest.raises(InvalidInput, match="password: must have at"):
        await create_user("new@example.com", password, now)
    with pytest.raises(InvalidInput, match="password: must have at"):
        await set_password(EMAIL, password)


async def test_it_takes_the_same_letters_from_every_keyboard(now: datetime) -> None:
    await create_user("new@example.com", "re\u0301sume\u0301 ten", now)

    assert await sign_in("new@example.com", "r\u00e9sum\u00e9 ten", now)


async def test_it_refuses_an_address_twice_or_wrong(now: datetime) -> None:
    with pytest.raises(Conflict, match=EMAIL):
        await create_user("OWNER@example.com", PASSWORD, now)
    with pytest.raises(InvalidInput, match="email"):
        await create_user("no address", PASSWORD, now)
    with pytest.raises(NotFound):
        await set_password("teammate@example.com", PASSWORD)


async def test_it_takes_as_long_for_a_stranger_as_for_a_wrong_password() -> None:
    known = await passwords.hashed(PASSWORD)
    await passwords.fits(WRONG, None)  # the first makes nobody's hash
    spent: dict[str | None, list[float]] = {known: [], None: []}
    for stored in [known, None] * 15:
        began = time.perf_counter()
        assert not await passwords.fits(WRONG, stored)
        spent[stored].append(time.perf_counter() - began)

    assert 0.5 < median(spent[None]) / median(spent[known]) < 2


async def test_it_refuses_what_is_no_hash() -> None:
    assert not await passwords.fits(PASSWORD, "plain text")
