"""The editor of surveys in a real browser."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import BrowserContext, Page, expect

from service.logins import create_user, let_publish, sign_in
from tests.browser.conftest import Person
from tests.service.house import House, open_house

EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
EDIT = "/surveys/nps/edit"
SURVEY: dict[str, Any] = {
    "channels": ["email", "sms", "whatsapp"],
    "brand": {"name": "Kopi Kita", "color": "#7a4a2b"},
    "texts": {"en": {"question": "How was it?"}, "ar": {"question": "كيف كانت تجربتك؟"}},
    "questions": [
        {
            "key": "why",
            "type": "text",
            "scores": {"low": 0, "high": 6},
            "text": {"en": "What went wrong?", "ar": "ما الخطأ؟"},
        }
    ],
}
MOST_TABS = 80
LOOKS: list[dict[str, Any]] = [
    {"color_scheme": "dark"},
    {"viewport": {"width": 320, "height": 640}, "locale": "ar"},
]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OVERHANG = """() => [...document.querySelectorAll("*")].filter((one) => {
    const box = one.getBoundingClientRect();
    const out = box.right > innerWidth + 1 || box.left < -1;
    return out && !one.closest(".sheet, .scroll, .unseen");
}).map((one) => one.outerHTML.slice(0, 90))"""


@pytest.fixture
async def house(sqlite_template: Path, tmp_path: Path) -> AsyncIterator[House]:
    """A survey that is live, and somebody who may publish."""
    url = f"sqlite://{shutil.copy(sqlite_template, tmp_path / 'afterword.db')}"
    async with open_house(url) as found:
        await found.publish(**SURVEY)
        await create_user(EMAIL, PASSWORD, found.clock())
        await let_publish(EMAIL)
        yield found


async def opened(house: House, context: BrowserContext, path: str = EDIT) -> Page:
    """A page that is signed in."""
    token = await sign_in(EMAIL, PASSWORD, house.clock())
    cookie = {"name": "afterword", "value": token or "", "url": house.url}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # a dict with these names
    page = await context.new_page()
    await page.goto(house.url + path)
    return page


async def tab_to(page: Page, name: str) -> None:
    """Go on with the keyboard until something of this name has the focus."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"the keyboard does not come to {name!r}")


async def question(house: House) -> str:
    """What the live version asks."""
    answer = await house.api.get("/v1/surveys/nps")
    return str(answer.json()["texts"]["en"]["question"])


async def test_what_is_typed_is_checked_and_shown_at_once_and_published_with_the_keyboard(
    house: House, person: Person
) -> None:
    page = await opened(house, await person())
    text, verdict = page.get_by_label("Survey file"), page.get_by_role("status")
    await expect(verdict).to_have_text("No mistakes")
    before = await text.input_value()

    await text.fill(before.replace("How was it?", "Hi {nmae}, was it good?"))
    await expect(verdict).to_have_text("1 mistake")
    await expect(page.locator("#flaws")).to_contain_text("texts.en.question {nmae} is filled in")
    await expect(page.get_by_role("button", name="Publish")).to_have_count(0)
    line = before.split("\n").index("    question: How was it?")
    await expect(page.locator("#lines li").nth(line)).to_have_class("flawed")
    await page.get_by_role("link", name=f"Line {line + 1}").click()
    chosen = "e => e.value.slice(e.selectionStart, e.selectionEnd)"
    assert await text.evaluate(chosen) == "    question: Hi {nmae}, was it good?"

    mail = page.frame_locator("#sight-email iframe")
    await text.fill("key: [")
    await expect(page.locator("#flaws")).to_contain_text("is not YAML")
    await expect(mail.get_by_role("heading")).to_have_text("Hi, was it good?")

    await text.fill(before.replace("How was it?", "How did it go?"))
    await expect(verdict).to_have_text("No mistakes")
    await expect(mail.get_by_role("heading")).to_have_text("How did it go?")
    await expect(page.locator("#sight-sms .bubble")).to_contain_text("How did it go?")
    await expect(page.locator(".diff ins")).to_have_text("+    question: How did it go?")
    assert await question(house) == "How was it?"

    await text.focus()
    await tab_to(page, "Publish version 2")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("alert")).to_have_text("Version 2 is live now.")
    assert await question(house) == "How did it go?"


async def test_the_previews_are_in_each_language_light_and_dark_and_the_page_is_alive(
    house: House, person: Person
) -> None:
    context = await person(color_scheme="null")  # else playwright's scheme is that of frames, too
    page = await opened(house, context)
    answering = page.frame_locator("#sight-page iframe")
    await answering.locator("label", has_text="9").click()
    await expect(answering.get_by_text("What went wrong?")).to_be_hidden()
    await answering.locator("label", has_text="3").click()
    await expect(answering.get_by_text("What went wrong?")).to_be_visible()
    card = answering.locator("main")
    await expect(card).to_have_css("background-color", "rgb(255, 255, 255)")
    await page.get_by_label("Colours").select_option("dark")
    await expect(card).to_have_css("background-color", "rgb(29, 33, 38)")
    mail = page.frame_locator("#sight-email iframe")
    await expect(mail.locator(".card")).to_have_css("background-color", "rgb(29, 33, 38)")
    await page.get_by_label("Language").focus()
    await page.keyboard.press("ArrowDown")
    await expect(mail.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("#sight-sms .cost")).to_contain_text("Unicode, because of")
    assert await page.evaluate("document.activeElement.id") == "language"


async def test_without_a_script_the_buttons_do_the_same(house: House, person: Person) -> None:
    page = await opened(house, await person(java_script_enabled=False))
    text = page.get_by_label("Survey file")
    before = await text.input_value()
    await text.fill(before.replace("question:", "qestion:", 1))
    await page.get_by_role("button", name="Preview").click()
    await expect(page.get_by_role("status")).to_have_text("2 mistakes")
    await expect(page.locator(".flawed")).to_have_count(2)
    await text.fill(before.replace("How was it?", "How did it go?"))
    await page.get_by_label("Language").select_option("ar")
    await page.get_by_role("button", name="Preview").click()
    await expect(page.frame_locator("#sight-email iframe").locator("html")).to_have_attribute(
        "dir", "rtl"
    )
    await page.get_by_role("button", name="What would it have done?").click()
    await expect(page.get_by_role("cell")).to_have_count(9)
    await page.get_by_role("button", name="Publish version 2").click()
    await expect(page.get_by_role("alert")).to_have_text("Version 2 is live now.")
    assert await question(house) == "How did it go?"


async def test_everybody_can_use_it_and_it_fits_on_a_phone(house: House, person: Person) -> None:
    for look in LOOKS:
        page = await opened(house, await person(**look), "/surveys")
        await _is_fine(page)
        await page.goto(house.url + EDIT)
        await page.locator("#text").fill("key: nps\nkind: mood\nwhat: is this\n")
        await expect(page.locator("#verdict")).to_have_class("bad")
        await _is_fine(page)
        await page.locator("#text").fill(
            "key: nps\nkind: nps\nname: X\ntrigger: {on: a.b}\nchannels: [sms]\n"
            "texts: {en: {question: " + "Long " * 40 + "}}\n"
        )
        await expect(page.locator("#sight-email")).to_have_count(0)
        await page.locator("[value=simulate]").click()
        await page.locator("#simulated").wait_for()
        await _is_fine(page)


async def _is_fine(page: Page) -> None:
    assert await page.evaluate(OVERHANG) == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    found = (await Axe().run(page, options=RULES)).response["violations"]
    assert [f"{one['id']}: {node['html'][:90]}" for one in found for node in one["nodes"]] == []
