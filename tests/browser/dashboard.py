"""The dashboard as somebody reads it who looks at the screen."""

import re
from dataclasses import dataclass

from playwright.async_api import BrowserContext, Page

from tests.browser.demo import SURVEY, Demo

VIEW = f"/?survey={SURVEY}&period=365"  # all of the demo's history, at whatever moment it is read


@dataclass(frozen=True, slots=True)
class Reading:
    """What the score panel says."""

    score: float
    answers: int


async def sign_in(context: BrowserContext, demo: Demo, view: str = VIEW) -> Page:
    """A page that shows the dashboard; who is not signed in is asked to, and comes back."""
    page = await context.new_page()
    await page.goto(f"{demo.url}{view}")
    await page.get_by_label("Email").fill(demo.email)
    await page.get_by_label("Password").fill(demo.password)
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{demo.url}{view}")
    return page


async def read(page: Page) -> Reading:
    """The number and how many answers it is from."""
    await page.reload()
    text = await page.locator("#score .figure").inner_text()
    found = re.fullmatch(r"(-?[\d.]+)\s+from ([\d,]+) answers", text.replace("\N{MINUS SIGN}", "-"))
    assert found, text
    return Reading(float(found[1]), int(found[2].replace(",", "")))


async def drawn(page: Page) -> None:
    """Wait until every chart is there."""
    await page.locator("html[data-drawn]").wait_for(state="attached")
    for chart in await page.locator("[data-chart]").all():
        await chart.locator("svg").wait_for()
