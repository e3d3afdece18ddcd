"""The dashboard and its lists as people use them; test_screens.py has how they look."""

import re

from playwright.async_api import expect

from tests.browser.conftest import Person
from tests.browser.dashboard import sign_in
from tests.browser.demo import Demo


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
