"""What the dashboard, its lists and the editor look like, and whether everybody can use them. After
a change that is meant, `make screens` takes the pictures anew."""

from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page

from tests.browser.darkroom import lit
from tests.browser.mails import compared
from tests.browser.screens import GOLDEN, Sight, camera, developed, picture, show, sights, site
from tests.browser.test_page import violations

TOLERANCE = 0.015
STRIP = 24  # of the rows that are compared
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
SET = "([part, way]) => document.querySelectorAll(part).forEach(e => { e.style.visibility = way; })"
LOOKS = (("en", 320, "light"), ("ar", 320, "dark"))
PARTS = {
    "dashboard": ("#score .figure", "#trend .chart", "#funnel .bars"),
    "list": ("h1", "thead", "tbody tr:nth-child(4)"),
    "editor": ("#verdict", "#outcome"),
}

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser and one service for all of them


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """With the same fonts on each machine."""
    async with lit(chromium_path) as found:
        yield found


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def page(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Page]:
    """Whatever it asks for comes from the service itself, and it complains about nothing."""
    complaints, asked = list[str](), set[str]()
    async with site(tmp_path_factory.mktemp("screens")) as url, camera(browser, url) as found:
        found.on("console", lambda said: _note(complaints, said))
        found.on("request", lambda one: asked.add(one.url))
        yield found
        await found.close()
    there = urlsplit(url).netloc
    assert {one for one in asked if urlsplit(one).netloc not in ("", there)} == set()
    assert [one for one in complaints if "/live" not in one] == []


def _note(complaints: list[str], said: ConsoleMessage) -> None:
    if said.type in ("warning", "error"):
        complaints.append(f"{said.text} {said.location['url']}")


async def test_it_looks_as_in_its_pictures(browser: Browser, page: Page, tmp_path: Path) -> None:
    empty, wrong = await browser.new_page(), {}
    for sight in sights():
        now = await picture(page, sight)
        (tmp_path / f"{sight.name}.png").write_bytes(now)
        golden = (GOLDEN / f"{sight.name}.png").read_bytes()
        difference = await compared(empty, now, golden, STRIP)
        if difference >= TOLERANCE:
            wrong[sight.name] = difference
    assert wrong == {}, tmp_path


async def test_there_is_no_picture_of_what_is_not_shown_and_all_are_small() -> None:
    files = {path.stem: path.stat().st_size for path in GOLDEN.glob("*.png")}
    assert set(files) == {sight.name for sight in sights()}
    assert sum(files.values()) < 800_000


@pytest.mark.parametrize("name", PARTS)
async def test_a_part_that_is_gone_would_be_seen(browser: Browser, page: Page, name: str) -> None:
    sight = Sight(name, "en", 390, "dark")
    golden = (GOLDEN / f"{sight.name}.png").read_bytes()
    empty, found = await browser.new_page(), {}
    await show(page, sight)
    for part in PARTS[name]:
        await page.evaluate(SET, [part, "hidden"])
        found[part] = await compared(empty, await developed(page), golden, STRIP)
        await page.evaluate(SET, [part, "visible"])
    assert min(found.values()) > TOLERANCE, found


@pytest.mark.parametrize("name", ["dashboard", "list"])
async def test_everybody_can_read_it_and_it_fits(page: Page, name: str) -> None:
    for look in LOOKS:
        sight = Sight(name, *look)
        await show(page, sight)
        await page.evaluate(OPEN_ALL)
        assert await violations(page) == [], sight
        assert await page.evaluate("document.documentElement.scrollWidth") <= sight.width, sight


async def test_a_mark_of_a_chart_leads_to_its_rows(page: Page) -> None:
    await show(page, Sight("dashboard", "en", 1280, "light"))
    await page.locator("#week .chart .mark-symbol path").first.click()
    await page.wait_for_url("**/lists/responses?**&weekday=*&hour=*")
    assert await page.get_by_role("row").count() > 1
