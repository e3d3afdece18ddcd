"""The dashboard in a real browser: login, charts under the strict policy, phones, dark mode."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from playwright.async_api import ConsoleMessage, Page

from service.chart_script import ADDRESS
from service.logins import create_user
from tests.browser import chromium
from tests.needs import program
from tests.service.house import House, open_house
from tests.service.routes.visitors import EMAIL, PASSWORD

LONG = "w" * 180
VIOLATIONS = """
    window.violations = [];
    addEventListener("securitypolicyviolation", (e) => violations.push(e.violatedDirective));
"""


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all databases: the script of the charts lies beside them, and is made once."""
    return tmp_path_factory.mktemp("charts")


@pytest.fixture
async def house(sqlite_template: Path, folder: Path) -> AsyncIterator[House]:
    """A shop with three answers. The browser is what is tried here, so one database is enough."""
    copy = shutil.copy(sqlite_template, folder / f"{uuid4()}.db")
    async with open_house(f"sqlite://{copy}") as found:
        await create_user(EMAIL, PASSWORD, found.clock())
        await found.publish(name=f"After a purchase {LONG}")
        for number, score in enumerate((10, 9, 3)):
            path = await found.invited(number, properties={"store": LONG, "team": f"<b>{number}"})
            await found.answer(path, score, comment=LONG)
        yield found


@asynccontextmanager
async def browser(house: House, **look: object) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page that is signed in, and everything that the browser complained about."""
    complaints: list[str] = []
    async with chromium.opened(program(*chromium.NAMES)) as opened:
        context = await opened.new_context(base_url=house.url, **look)  # type: ignore[arg-type]
        page = await context.new_page()
        page.on("console", lambda said: _note(complaints, said))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.add_init_script(VIOLATIONS)
        await page.goto("/?interval=day")
        await page.get_by_label("Email").fill(EMAIL)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/?interval=day")
        yield page, complaints


def _note(complaints: list[str], said: ConsoleMessage) -> None:
    if said.type != "info":  # that a field has the focus already, when the login is filled in fast
        complaints.append(said.text)


async def drawn(page: Page) -> None:
    await page.wait_for_selector("html[data-drawn]")


async def test_it_draws_its_charts_under_the_strict_policy(house: House) -> None:
    async with browser(house) as (page, complaints):
        await drawn(page)
        assert await page.locator("#trend .chart path[stroke]").count() > 0
        assert await page.locator("#distribution .chart svg").count() == 1
        await page.locator("#distribution .chart path[aria-roledescription=bar]").first.hover()
        tooltip = page.locator("#vg-tooltip-element.visible")
        await tooltip.wait_for()

        assert "33.3%" in await tooltip.inner_text()
        assert await page.evaluate("violations") == []
        assert complaints == []


async def test_it_tells_the_figures_of_a_point_that_is_touched(house: House) -> None:
    async with browser(house) as (page, complaints):
        await drawn(page)
        chart = page.locator("#trend .chart")
        box = await chart.bounding_box()
        assert box is not None
        await chart.hover(position={"x": box["width"] - 9, "y": 60})
        tooltip = page.locator("#vg-tooltip-element.visible")
        await tooltip.wait_for()

        assert "Nov 2, 2026" in await tooltip.inner_text()
        assert "33.3" in await tooltip.inner_text()
        assert complaints == []


@pytest.mark.parametrize("locale", ["en-US", "id-ID"])
async def test_it_fits_a_phone(house: House, locale: str) -> None:
    size = {"width": 360, "height": 740}
    async with browser(house, viewport=size) as (page, complaints):
        await page.set_extra_http_headers({"Accept-Language": locale})
        await page.goto("/?interval=day&where=store:" + LONG)
        await drawn(page)
        for details in await page.locator("details").all():
            await details.locator("summary").click()

        assert await page.evaluate("document.documentElement.scrollWidth") <= 360
        assert complaints == []


async def test_it_draws_in_the_colours_of_the_night_and_changes_with_them(house: House) -> None:
    async with browser(house, color_scheme="dark") as (page, complaints):
        await drawn(page)
        line = page.locator("#trend .chart path[aria-roledescription='line mark']").first
        accent = "getComputedStyle(document.documentElement).getPropertyValue('--accent').trim()"
        by_night, night = await line.get_attribute("stroke"), await page.evaluate(accent)
        await page.emulate_media(color_scheme="light")
        day = await page.evaluate(accent)
        await page.wait_for_function(f"document.querySelector('#trend path[stroke=\"{day}\"]')")

        assert by_night == night != day
        assert complaints == []


async def test_it_opens_its_tables_when_the_charts_cannot_be_drawn(house: House) -> None:
    async with browser(house) as (page, _):
        await drawn(page)
        await page.route(f"**{ADDRESS}", lambda route: route.abort())
        await page.reload()
        await page.locator("#trend td").first.wait_for()

        assert not await page.locator(".chart").first.is_visible()


async def test_it_works_without_scripts_and_with_the_keyboard(house: House) -> None:
    async with browser(house, java_script_enabled=False) as (page, complaints):
        assert await page.locator("#score data").first.inner_text() == "33.3"
        figures = page.locator("#trend summary")
        await figures.focus()
        await page.keyboard.press("Enter")
        assert await page.locator("#trend td").first.is_visible()

        await page.get_by_role("link", name="90 days").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**period=90**")
        await page.get_by_role("button", name="Sign out").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/login")
        assert complaints == []
