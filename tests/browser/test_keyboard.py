import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Person
from tests.browser.demo import Demo

MOST_TABS = 20


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
async def test_it_is_answered_with_the_keyboard_alone(
    script: bool, demo: Demo, person: Person
) -> None:
    who = f"keyboard-{script}".lower()
    link = (await demo.bought(who))["links"][-1]  # the one without a score
    page = await (await person(java_script_enabled=script)).new_page()
    await page.goto(link)
    await _tab_to(page, "input[name=score]")
    await page.keyboard.press("Space")
    for _ in range(7):
        await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("radio", checked=True)).to_have_value("7")
    await _tab_to(page, "#comment")
    await page.keyboard.type("By keyboard.")
    await _tab_to(page, "button")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    await expect(page.get_by_role("radio", checked=True)).to_have_value("7")
    await expect(page.locator("#comment")).to_have_value("By keyboard.")


async def test_the_dashboard_is_reached_with_the_keyboard_alone(demo: Demo, person: Person) -> None:
    page = await (await person()).new_page()
    await page.goto(f"{demo.url}/login")
    await _tab_to(page, "#email")
    await page.keyboard.type(demo.email)
    await _tab_to(page, "#password")
    await page.keyboard.type(demo.password)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"{demo.url}/")
    await _tab_to(page, "a[href$='period=90']")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="90 days")).to_have_attribute("aria-current", "true")


async def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus, and shows it."""
    for _ in range(MOST_TABS):
        if await page.locator(f"{selector}:focus").count():
            assert await page.locator(f"{selector}:focus-visible").count()
            return
        await page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached with Tab")
