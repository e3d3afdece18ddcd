"""The dashboard and its lists as people of all kinds use them."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Person
from tests.browser.dashboard import drawn, sign_in
from tests.browser.demo import Demo
from tests.browser.test_page import violations

OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
NARROW = {"width": 320, "height": 700}
PAGES = (
    "/?survey=csat-after-ticket&period=30",
    "/?survey=csat-after-ticket&search=xylophone",
    "/lists/responses?comment=1",
    "/lists/alerts?survey=none",
)


async def test_everybody_can_read_every_panel_and_list(demo: Demo, person: Person) -> None:
    page = await sign_in(await person(viewport=NARROW), demo)
    for language, scheme in (("en", "light"), ("ar", "dark")):
        await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # one of two
        await page.set_extra_http_headers({"Accept-Language": language})
        for address in PAGES:
            await page.goto(demo.url + address)
            if address.startswith("/?"):
                await drawn(page)
            await page.evaluate(OPEN_ALL)
            assert await violations(page) == [], (language, address)
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= NARROW["width"], (language, address)


async def test_words_are_found_and_followed_to_their_rows_by_keyboard(
    demo: Demo, person: Person
) -> None:
    page = await sign_in(await person(), demo)
    field = page.get_by_role("searchbox")
    await field.focus()
    await page.keyboard.type("latte minutes")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**&search=latte+minutes#comments")
    found = page.locator("#comments blockquote")
    assert await found.count() > 0
    for one in await found.all():
        await expect(one).to_have_text("I waited twenty minutes for one latte.")
    await expect(field).to_have_value("latte minutes")

    await page.locator("#comments").get_by_role("link", name="See them one by one").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile(r"/lists/responses\?.*search=latte\+minutes"))
    assert await page.get_by_role("row").count() - 1 >= 1
    async with page.expect_download() as download:
        await page.get_by_role("link", name="Download as csv").press("Enter")
    assert (await download.value).suggested_filename == "responses.csv"
