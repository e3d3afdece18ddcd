from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, expect

from tests.browser import chromium
from tests.browser.demo import Demo, running

expect.set_options(timeout=20_000)  # milliseconds; a machine that does much else is slow
Person = Callable[..., Awaitable[BrowserContext]]


@pytest.fixture(scope="session")
def demo(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """One demo for all the tests of this process. Each uses customers of its own, and leaves no
    answer behind that is not settled."""
    with running(tmp_path_factory.mktemp("demo")) as found:
        yield found


@pytest.fixture
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """A browser that does not tell that it is driven by a program."""
    async with chromium.opened(chromium_path, chromium.UNDER_COVER) as found:
        yield found


@pytest.fixture
async def person(browser: Browser) -> AsyncIterator[Person]:
    """Makes browser profiles: `await person(java_script_enabled=False)`. What a page complains
    about in the console fails the test."""
    complaints: list[str] = []
    async with AsyncExitStack() as stack:

        async def somebody(**options: Any) -> BrowserContext:
            agent = chromium.agent(browser)
            context = await browser.new_context(
                **{"locale": "en-US", "user_agent": agent, **options}
            )
            stack.push_async_callback(context.close)
            context.on("console", lambda said: _note(complaints, said))
            context.on("weberror", lambda error: complaints.append(str(error.error)))
            return context

        yield somebody
    assert complaints == []


def _note(complaints: list[str], said: ConsoleMessage) -> None:
    about = said.location["url"]
    if said.page and said.page.url == about and said.text.startswith("Failed to load resource"):
        return  # some tests ask for a page that is not there
    if said.type in ("error", "warning"):
        complaints.append(f"{said.text} {about}")
