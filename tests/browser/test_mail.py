"""What a mail looks like. After a change that is meant, `make mails` takes the pictures anew."""

from collections.abc import AsyncIterator
from itertools import pairwise
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, FloatRect, Locator, expect

from tests.browser.darkroom import lit
from tests.browser.mails import GOLDEN, Sight, difference, picture, sights

TOLERANCE = 0.01  # other fonts of the same width; a score that is gone is more
TARGET = 24  # CSS pixels from the middle of one to that of the next, WCAG 2.2


pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser for all of them


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """With the same fonts on each machine."""
    async with lit(chromium_path) as found:
        yield found


@pytest.mark.parametrize(
    ("kind", "language"), sorted({(sight.kind, sight.language) for sight in sights()})
)
async def test_it_looks_as_in_its_pictures(
    browser: Browser, kind: str, language: str, tmp_path: Path
) -> None:
    for sight in sights():
        if (sight.kind, sight.language) == (kind, language):
            now = await picture(browser, sight)
            (tmp_path / f"{sight.name}.png").write_bytes(now)
            golden = (GOLDEN / f"{sight.name}.png").read_bytes()
            assert await difference(browser, now, golden) < TOLERANCE, sight.name


async def test_a_score_that_is_gone_would_be_seen(browser: Browser) -> None:
    sight = Sight("nps", "en", 375, "light")
    golden = (GOLDEN / f"{sight.name}.png").read_bytes()
    page = await browser.new_page(viewport={"width": 375, "height": 200}, device_scale_factor=0.5)
    await page.set_content(sight.html())
    await page.evaluate("document.querySelectorAll('.scale-11 td')[9].style.visibility = 'hidden'")
    assert await difference(browser, await page.screenshot(full_page=True), golden) > TOLERANCE


@pytest.mark.parametrize("style", [True, False], ids=["styled", "style dropped"])
@pytest.mark.parametrize("kind", ["nps", "ces", "csat", "stars", "thumbs"])
async def test_every_score_can_be_told_and_touched(
    browser: Browser, kind: str, style: bool
) -> None:
    html = Sight(kind, "en", 375, "light").html()
    page = await browser.new_page()
    await page.set_content(html if style else html.replace("<style>", "<style media='not all'>"))
    links = await page.locator("table[class^=scale] a").all()
    for number, link in enumerate(links):
        await expect(link).to_have_accessible_name(_sayable(kind, number))
    for width in (320, 375, 800):
        await page.set_viewport_size({"width": width, "height": 600})
        boxes = [await _box(link) for link in links]
        assert all(0 <= box["x"] <= width - box["width"] for box in boxes)
        assert all(box["height"] >= TARGET for box in boxes)
        for one, other in pairwise(boxes):
            assert one["y"] != other["y"] or abs(one["x"] - other["x"]) >= TARGET


async def _box(link: Locator) -> FloatRect:
    found = await link.bounding_box()
    assert found
    return found


def _sayable(kind: str, number: int) -> str:
    highest = {"nps": 10, "ces": 7}
    if kind in highest:
        return f"{number + (kind == 'ces')} out of {highest[kind]}"
    return {
        "csat": ["1, Very unhappy", "2, Unhappy", "3, Neutral", "4, Happy", "5, Very happy"],
        "stars": ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"],
        "thumbs": ["Not good", "Good"],
    }[kind][number]
