import asyncio
from html.parser import HTMLParser

import pytest
from playwright.async_api import Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

from service.demo.stage import SETTLE_SECONDS
from tests.browser.conftest import Person
from tests.browser.demo import Demo

LOOK_MS = 1500  # longer than the page's script waits before it tells that somebody looks


class Links(HTMLParser):
    """Every link, the hidden ones too: a scanner does not look, it reads."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        target = dict(attrs).get("href")
        if target and target not in self.found:
            self.found.append(target)


@pytest.mark.parametrize("together", [False, True], ids=["one-by-one", "together"])
async def test_a_scanner_that_opens_runs_and_submits_everything_changes_no_score(
    together: bool, demo: Demo, person: Person
) -> None:
    who = f"scanned-{together}".lower()
    links = Links((await demo.bought(who))["html"]).found
    assert len(links) > 12
    before = await demo.total()
    context = await person()
    pages = [await context.new_page() for _ in links]
    if together:
        await asyncio.gather(*(_scan(*one) for one in zip(pages, links, strict=True)))
    else:
        for page, link in zip(pages, links, strict=True):
            await _scan(page, link)
    await asyncio.sleep(SETTLE_SECONDS + 3)
    assert await demo.total() == before


async def _scan(page: Page, link: str) -> None:
    """Open a link, let its script run for a while, and send off every form of the page."""
    await page.goto(link)
    await page.wait_for_timeout(LOOK_MS)
    await _submit(page)


async def _submit(page: Page) -> None:
    for form in await page.locator("form").all():
        try:
            async with page.expect_navigation(timeout=10_000):
                await form.evaluate("form => form.submit()")
        except PlaywrightTimeout:
            continue


async def test_a_scanner_that_fills_in_every_field_changes_no_score(
    demo: Demo, person: Person
) -> None:
    """It opens one link only, so nothing but the hidden field gives it away."""
    [link] = [one for one in (await demo.bought("filled-in"))["links"] if one.endswith("/10")]
    before = await demo.total()
    page = await (await person()).new_page()
    await page.goto(link)
    for field in await page.locator("input:not([type=hidden]), textarea").all():
        if await field.get_attribute("type") not in ("radio", "checkbox"):
            await field.evaluate("field => { field.value = 'scanned' }")
    await _submit(page)
    await asyncio.sleep(SETTLE_SECONDS + 3)
    assert await demo.total() == before
