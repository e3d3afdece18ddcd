"""People with a browser in front of a running service."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx

from service.logins import create_user
from tests.service.house import BROWSER, House, client
from tests.service.markup import Markup

EMAIL, PASSWORD = "owner@example.com", "correct horse battery"


@asynccontextmanager
async def stranger(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """A browser without a session; it says where its forms come from."""
    async with client(house.url, BROWSER | {"Sec-Fetch-Site": "same-origin"}) as browser:
        yield browser


@asynccontextmanager
async def owner(house: House, email: str = EMAIL) -> AsyncIterator[httpx.AsyncClient]:
    """The same, signed in."""
    await create_user(email, PASSWORD, house.clock())
    async with stranger(house) as browser:
        assert (await sign_in(browser, email)).status_code == 303
        yield browser


async def sign_in(
    browser: httpx.AsyncClient, email: str = EMAIL, password: str = PASSWORD, **more: str
) -> httpx.Response:
    """Send the form."""
    form = {"email": email, "password": password, **more}
    return await browser.post("/login", data=form)


async def look(browser: httpx.AsyncClient, **query: str) -> Markup:
    """The dashboard; `from_` is `from`."""
    answer = await browser.get("/", params={name.rstrip("_"): v for name, v in query.items()})
    assert answer.status_code == 200, answer.text
    return Markup(answer.text)


async def csrf_of(browser: httpx.AsyncClient) -> str:
    """The token in the page's own form."""
    return (await look(browser)).all("input", name="csrf")[0]["value"]
