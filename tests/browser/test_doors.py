"""Other doors in a real browser: a place, a kiosk, and a page of another web site."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Route, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route as Address

from service.demo.server import running
from tests.browser.conftest import Person
from tests.service.house import House, open_house

TEXTS = {
    "en": {"question": "How likely are you to recommend us?"},
    "ar": {"question": "ما مدى احتمال أن توصي بنا؟"},
}
KIOSK, PLACE = "/kiosk/nps/counter", "/s/nps/counter"
PEEP = """const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function () { return attach.call(this, {mode: "open"}); };
"""
FOCUSED = (
    "document.activeElement.shadowRoot?.activeElement.ariaLabel ?? document.activeElement.tagName"
)
LOOKS: list[dict[str, Any]] = [
    {},
    {"color_scheme": "dark"},
    {"viewport": {"width": 320, "height": 640}},
    {"locale": "ar", "viewport": {"width": 375, "height": 700}},
]


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A survey with a counter, and a web site on loopback that may show it."""
    url = f"sqlite://{shutil.copy(sqlite_template, tmp_path / 'afterword.db')}"
    async with open_house(url) as found:
        yield found


@pytest.fixture
async def site(house: House) -> AsyncIterator[str]:
    """Another origin, with a policy that allows nothing but our script and its requests. What
    follows the script's place in the address is put into its tag."""

    async def page(request: Request) -> HTMLResponse:
        tag = (
            f'<script async src="{house.url}/embed.js" data-survey=nps data-place=counter></script>'
        )
        head, body = (tag, "") if request.path_params["where"] == "head" else ("", tag)
        html = (
            f'<!doctype html><html lang="{request.query_params.get("lang", "en")}">'
            f'<meta name="color-scheme" content="light dark"><title>Help</title>{head}<body>'
            f"<main><h1>How to brew</h1><p>Boil water.</p>{body}</main>"
        )
        policy = f"default-src 'none'; script-src {house.url}; connect-src {house.url}"
        return HTMLResponse(html, headers={"Content-Security-Policy": policy})

    async with running(Starlette(routes=[Address("/{where}", page)])) as url:
        doors = {"places": ["counter"], "origins": [url]}
        await house.publish(doors=doors, texts=TEXTS, brand={"name": "Kopi Kita"})
        yield url


async def scores(house: House, count: int) -> list[int]:
    """Of all responses, once there are `count`."""

    async def enough() -> list[int] | None:
        found = [one["score"] for one in await house.responses()]
        return found if len(found) >= count else None

    return list(await house.until(enough))


async def flaws(page: Page) -> list[str]:
    """What axe-core finds."""
    found = await Axe().run(page)
    return [one["id"] for one in found.response["violations"]]


async def test_a_place_is_answered_and_a_word_added(
    house: House, site: str, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(house.url + PLACE)
    await page.locator("label", has_text="9").click()
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    await page.locator("#comment").fill("Lovely.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.locator("#comment")).to_have_value("Lovely.")
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "Lovely.")


async def test_a_kiosk_forgets_the_last_person_by_itself(
    house: House, site: str, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(house.url + KIOSK)
    entries = await page.evaluate("history.length")
    for score in (9, 3):
        await page.get_by_role("button", name=f"{score} out of 10").dblclick()
        await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
        await expect(page.get_by_role("button", name="0 out of 10", exact=True)).to_be_visible()
    assert await scores(house, 2) == [3, 9]
    assert await page.evaluate("history.length") == entries
    assert await page.locator("[aria-pressed=true], :checked").count() == 0


async def test_a_kiosk_without_script_has_a_button_for_the_next_person(
    house: House, site: str, person: Person
) -> None:
    page = await (await person(java_script_enabled=False)).new_page()
    await page.goto(house.url + KIOSK)
    for score in (7, 8):
        await page.get_by_role("button", name=f"{score} out of 10").click()
        await page.get_by_role("button", name="Next").click()
    assert await scores(house, 2) == [8, 7]


async def test_a_kiosk_says_that_the_line_is_down_and_sends_when_it_is_back(
    house: House, site: str, browser: Browser
) -> None:
    context = await browser.new_context(locale="en-US")
    page = await context.new_page()
    await page.goto(house.url + KIOSK)
    await context.set_offline(True)
    await page.get_by_role("button", name="6 out of 10").click()
    await expect(page.locator("#offline")).to_be_visible()
    assert await house.responses() == []
    await context.set_offline(False)
    await expect(page.locator("#offline")).to_be_hidden()
    assert await scores(house, 1) == [6]
    await context.close()


async def test_a_tap_whose_answer_is_lost_is_sent_again_and_counts_once(
    house: House, site: str, browser: Browser
) -> None:
    context = await browser.new_context(locale="en-US")
    page, met = await context.new_page(), []

    async def lose(route: Route) -> None:
        met.append(route.request.post_data)
        if len(met) > 1:
            await route.continue_()
        else:
            await route.fetch()
            await route.abort()

    await page.goto(house.url + KIOSK)
    await page.route("**/kiosk/**", lose)
    await page.get_by_role("button", name="5 out of 10").click()
    await expect(page.locator("#offline")).to_be_visible()
    assert await scores(house, 1) == [5]
    await page.reload()  # it is kept beyond the page
    await expect(page.locator("#offline")).to_be_hidden()
    await house.until(lambda: _true(len(met) > 2))
    assert await scores(house, 1) == [5]
    await context.close()


@pytest.mark.parametrize("status", [400, 403, 404, 413, 429, 503])
async def test_a_kiosk_keeps_what_is_refused_and_says_so(
    status: int, house: House, site: str, browser: Browser
) -> None:
    context = await browser.new_context(locale="en-US")
    page = await context.new_page()
    await page.goto(house.url + KIOSK)

    async def refuse(route: Route) -> None:
        await route.fulfill(status=status, body="no")

    await page.route("**/kiosk/**", refuse)
    await page.get_by_role("button", name="4 out of 10").click()
    await expect(page.locator("#offline")).to_be_visible()
    await page.unroute("**/kiosk/**")
    await page.reload()
    assert await scores(house, 1) == [4]
    await expect(page.locator("#offline")).to_be_hidden()
    await context.close()


async def _true(said: bool) -> bool | None:
    return said or None


async def test_a_page_of_another_site_asks_in_a_closed_box_and_only_once(
    house: House, site: str, person: Person
) -> None:
    context = await person()
    page = await context.new_page()
    await page.goto(f"{site}/body")
    await expect(page.locator("main > div")).to_be_visible()
    assert await page.locator("main > div").evaluate("one => one.shadowRoot") is None
    for where in ("body", "head"):
        await page.goto(f"{site}/{where}")
        await page.wait_for_load_state("networkidle")
        assert await page.locator("div").count() == 0
    other = await (await person()).new_page()
    await other.goto(f"{site}/head")
    await expect(other.locator("body > div.corner")).to_be_visible()


async def test_it_is_answered_there_with_the_keyboard_alone(
    house: House, site: str, person: Person
) -> None:
    context = await person()
    await context.add_init_script(PEEP)
    page = await context.new_page()
    await page.goto(f"{site}/body")
    await expect(page.get_by_role("region")).to_be_visible()
    passed = []
    while "2 out of 10" not in passed and len(passed) < 9:
        await page.keyboard.press("Tab")
        passed.append(await page.evaluate(FOCUSED))
    assert passed[-3:] == ["0 out of 10", "1 out of 10", "2 out of 10"]
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_have_text("Thank you!")
    await expect(page.get_by_role("button", pressed=True)).to_have_accessible_name("2 out of 10")
    assert await scores(house, 1) == [2]
    await page.get_by_label("Is there anything").fill("By keyboard.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox")).to_be_hidden()
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (2, "By keyboard.")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("region")).to_have_count(0)


async def embedded(site: str, context: BrowserContext) -> Page:
    """The question within the page of another site, with its box open to the test."""
    await context.add_init_script(PEEP)
    page = await context.new_page()
    await page.goto(f"{site}/body")
    await expect(page.get_by_role("region")).to_be_visible()
    return page


async def test_of_two_quick_taps_there_the_last_one_stays(
    house: House, site: str, person: Person
) -> None:
    page, met, free = await embedded(site, await person()), [], asyncio.Event()

    async def hold_up_the_first(route: Route) -> None:
        met.append(route.request.post_data)
        if len(met) == 1:
            await free.wait()
        await route.continue_()

    await page.route("**/embed/nps/counter*", hold_up_the_first)
    for score in (3, 9):
        await page.get_by_role("button", name=f"{score} out of 10").click()
    await house.until(lambda: _true(len(met) > 0))
    await page.evaluate("new Promise(requestAnimationFrame)")  # the second would have gone by now
    free.set()
    await house.until(lambda: _true(len(met) > 1))
    await expect(page.get_by_role("status")).to_have_text("Thank you!")

    async def last() -> bool | None:
        return [one["score"] for one in await house.responses()] == [9] or None

    await house.until(last)
    await page.wait_for_load_state("networkidle")
    assert await scores(house, 1) == [9]


async def test_a_tap_there_without_a_line_is_sent_when_it_is_back(
    house: House, site: str, browser: Browser
) -> None:
    context = await browser.new_context(locale="en-US")
    page = await embedded(site, context)
    await context.set_offline(True)
    await page.get_by_role("button", name="6 out of 10").click()
    await expect(page.get_by_role("status")).to_contain_text("could not be sent")
    assert await house.responses() == []
    await context.set_offline(False)
    await expect(page.get_by_role("status")).to_have_text("Thank you!")
    assert await scores(house, 1) == [6]
    await context.close()


@pytest.mark.parametrize("options", LOOKS, ids=["light", "dark", "narrow", "arabic"])
async def test_axe_finds_nothing_and_nothing_scrolls_sideways(
    options: dict[str, Any], house: House, site: str, person: Person, tmp_path: Path
) -> None:
    context = await person(**options)
    await context.add_init_script(PEEP)
    page = await context.new_page()
    lang = options.get("locale", "en")
    places = [house.url + PLACE, house.url + KIOSK, f"{site}/body?lang={lang}"]
    for number, address in enumerate(places):
        await page.goto(address)
        await page.wait_for_load_state("networkidle")
        await page.screenshot(path=tmp_path / f"{number}.png")
        assert await flaws(page) == [], address
        wide = "document.documentElement.scrollWidth <= innerWidth"
        assert await page.evaluate(wide), address
    await page.get_by_role("region").get_by_role("button").nth(3).click()
    await expect(page.get_by_role("textbox")).to_be_visible()
    await page.screenshot(path=tmp_path / "answered.png")
    assert await flaws(page) == []
    await page.goto(house.url + KIOSK)
    await page.get_by_role("button").first.click()
    await expect(page.locator("#thanks")).to_be_visible()
    await page.screenshot(path=tmp_path / "thanks.png")
    assert await flaws(page) == []
