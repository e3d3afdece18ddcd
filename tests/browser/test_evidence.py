"""Persons and machines in a real browser, on a service whose clock can be set forward."""

from typing import Any

import pytest
from playwright.async_api import Browser, Page, Route, expect

from service.clock import utc_now
from tests.browser import chromium
from tests.browser.conftest import Person
from tests.service.conftest import _plain_logs, house
from tests.service.house import SETTLE_SECONDS, House

__all__ = ["_plain_logs", "house"]
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
LOOK_MS = 1600  # longer than the page's script waits
CHOSEN, RECORDED = "You chose {}. Press Send to confirm.", "your answer {} is recorded"


@pytest.fixture
async def path(house: House) -> str:
    """The address of a link. The clock of the service goes on from here."""
    await house.publish()
    found = await house.invited(1)
    await house.quiet()
    began = utc_now()
    house.engine.clock = lambda: house.clock.now + (utc_now() - began)
    return f"{house.url}{found}"


async def recorded(house: House) -> list[tuple[int, str]]:
    """What has settled, a while later."""
    house.clock.forward(seconds=SETTLE_SECONDS + 60)

    async def settled() -> bool | None:
        return await house.count("SELECT COUNT(settle_at) FROM click") == 0 or None

    await house.until(settled)
    found = [(one["score"], one["evidence"]) for one in await house.responses()]
    assert (await house.scores(to="2026-12-01"))["total"]["n"] == len(found)
    return found


async def says(page: Page, words: str, score: int) -> None:
    await expect(page.locator("#said")).to_contain_text(words.format(score))


async def submit(page: Page) -> None:
    """As a script does it."""
    async with page.expect_navigation():
        await page.locator("form").first.evaluate("form => form.submit()")


async def test_a_person_who_clicks_and_looks_has_answered(
    house: House, path: str, person: Person
) -> None:
    house.clock.forward(hours=1)
    page = await (await person()).new_page()
    await page.goto(f"{path}/9")
    await says(page, RECORDED, 9)
    assert await house.responses() == []
    assert await recorded(house) == [(9, "scripted")]


async def test_a_person_who_comes_at_once_moves_the_pointer(
    house: House, path: str, person: Person
) -> None:
    page = await (await person()).new_page()
    await page.goto(f"{path}/9")
    await page.wait_for_timeout(LOOK_MS)
    await says(page, CHOSEN, 9)
    await page.mouse.move(40, 60)
    await says(page, RECORDED, 9)
    assert await recorded(house) == [(9, "scripted")]


async def test_a_person_whose_mailbox_is_scanned_is_told_to_press_send(
    house: House, path: str, person: Person
) -> None:
    for score in range(11):
        await house.web.get(f"{path}/{score}")
    house.clock.forward(hours=1)
    page = await (await person()).new_page()
    await page.goto(f"{path}/9")
    await page.wait_for_timeout(LOOK_MS)
    await says(page, CHOSEN, 9)
    await page.get_by_role("button", name="Send").first.press("Enter")
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert await recorded(house) == [(9, "explicit")]


@pytest.mark.parametrize("under_cover", [False, True])
async def test_a_headless_scanner_that_runs_scripts_and_submits_every_form(
    house: House, path: str, chromium_path: str, under_cover: bool
) -> None:
    house.clock.forward(minutes=5)
    flags = [chromium.UNDER_COVER] if under_cover else []
    async with chromium.opened(chromium_path, *flags) as browser:
        options: dict[str, Any] = {"user_agent": chromium.agent(browser)} if under_cover else {}
        page = await (await browser.new_context(**options)).new_page()
        for score in range(11):
            await page.goto(f"{path}/{score}")
            await page.wait_for_timeout(LOOK_MS)
            await submit(page)
    assert await recorded(house) == []


async def test_a_scanner_that_submits_one_form_by_script(
    house: House, path: str, browser: Browser
) -> None:
    """In a browser that hides that it is driven, half a minute after the mail."""
    house.clock.forward(seconds=30)
    page = await browser.new_page(user_agent=chromium.agent(browser))
    await page.goto(f"{path}/9")
    await page.wait_for_timeout(LOOK_MS)
    await submit(page)
    await says(page, CHOSEN, 9)
    assert await recorded(house) == []


async def test_a_page_that_is_prerendered_is_no_answer_until_it_is_opened(
    house: House, path: str, person: Person
) -> None:
    house.clock.forward(hours=1)
    context = await person()
    rules = f'{{"prerender": [{{"urls": ["{path}/9"], "eagerness": "immediate"}}]}}'
    mail = f'<script type="speculationrules">{rules}</script><a href="{path}/9">9</a>'

    async def show(route: Route) -> None:
        await route.fulfill(content_type="text/html", body=mail)

    await context.route("**/mail", show)
    page = await context.new_page()
    await page.goto(f"{house.url}/mail")

    async def prerendered() -> bool | None:
        ahead = "SELECT COUNT(*) FROM click WHERE evidence LIKE '%prerender%'"
        return await house.count(ahead) == 1 or None

    await house.until(prerendered)
    await page.wait_for_timeout(LOOK_MS)
    assert await house.count("SELECT COUNT(*) FROM click WHERE action = 'seen'") == 0
    assert await recorded(house) == []
    await page.get_by_role("link", name="9").click()
    await says(page, RECORDED, 9)
    assert await recorded(house) == [(9, "scripted")]


async def test_going_back_changes_the_answer_with_the_button(
    house: House, path: str, person: Person
) -> None:
    house.clock.forward(hours=1)
    page = await (await person()).new_page()
    await page.goto(f"{path}/9")
    await page.evaluate("addEventListener('pageshow', (shown) => { was = shown.persisted })")
    await page.get_by_role("button", name="Send").first.click()
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    await page.go_back(wait_until="commit")
    assert await page.evaluate("was"), "the page comes out of the back-forward cache"
    await page.get_by_role("radio", name="3 out of 10").check()
    await page.get_by_role("button", name="Send").first.click()
    await expect(page.locator("#said")).to_have_text("Your answer: 3.")
    assert await recorded(house) == [(3, "explicit")]


async def test_who_taps_twice_has_answered_once(house: House, path: str, person: Person) -> None:
    house.clock.forward(hours=1)
    page = await (await person()).new_page()
    await page.set_content(f'<a href="{path}/9">9</a>')
    await page.get_by_role("link").dblclick(no_wait_after=True)
    await says(page, CHOSEN, 9)
    await page.get_by_role("button", name="Send").first.dblclick(no_wait_after=True)
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert await recorded(house) == [(9, "explicit")]
    assert await house.count("SELECT COUNT(*) FROM response_change") == 1


async def test_of_two_tabs_the_older_one_asks_once_more(
    house: House, path: str, person: Person
) -> None:
    house.clock.forward(hours=1)
    context = await person()
    first, second = await context.new_page(), await context.new_page()
    await first.goto(f"{path}/9")
    await second.goto(f"{path}/3")
    await first.get_by_role("button", name="Send").first.click()
    await expect(first.get_by_role("heading", name="Thank you!")).to_be_visible()
    await second.get_by_role("textbox", name="Is there anything").fill("Hm")
    await second.get_by_role("button", name="Send").first.click()
    await says(second, CHOSEN, 3)
    await expect(second.get_by_role("textbox", name="Is there anything")).to_have_value("Hm")
    assert await recorded(house) == [(9, "explicit")]
    await second.get_by_role("button", name="Send").first.click()
    await expect(second.get_by_role("heading", name="Thank you!")).to_be_visible()
    assert await recorded(house) == [(3, "explicit")]


async def test_who_was_offline_is_heard_when_the_line_is_back(
    house: House, path: str, browser: Browser
) -> None:
    house.clock.forward(hours=1)
    context = await browser.new_context(user_agent=chromium.agent(browser))
    page = await context.new_page()
    await page.goto(f"{path}/9")
    await context.set_offline(True)
    await page.wait_for_timeout(LOOK_MS)
    await says(page, CHOSEN, 9)
    await context.set_offline(False)
    await says(page, RECORDED, 9)
    assert await recorded(house) == [(9, "scripted")]
    await context.close()
