"""What customers' pages look like, and whether everybody can use them. After a change that is
meant, `make pages` takes the pictures anew."""

from collections.abc import AsyncIterator
from itertools import product
from pathlib import Path
from typing import get_args

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from service.pages import Closed
from surveys.kinds import kinds
from tests.browser.darkroom import lit
from tests.browser.mails import compared
from tests.browser.pages import (
    GOLDEN,
    LANGUAGES,
    SCHEMES,
    STATES,
    WIDTHS,
    Sight,
    camera,
    picture,
    sights,
)

TOLERANCE = 0.02
STRIP = 24  # a hand's breadth of a page that is long
TARGET = 24  # CSS pixels, WCAG 2.2
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
OTHERS = (*get_args(Closed), "unsubscribe", "unsubscribed")
FOCUS = """() => {
    const found = document.activeElement;
    if (found === document.body) return null;
    const shown = [found, found.nextElementSibling].filter(Boolean).map(getComputedStyle);
    return shown.some(one => one.outlineStyle === "solid" && parseFloat(one.outlineWidth) >= 2);
}"""
NARROW = """() => [...document.querySelectorAll("a, button, textarea, input:not([type=hidden])")]
    .filter(one => one.checkVisibility() && !one.closest(".trap"))
    .map(one => one.closest("label") ?? one)
    .map(one => one.getBoundingClientRect())
    .map(box => [box.left, innerWidth - box.right, box.width, box.height])"""


pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser for all of them


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium_path: str) -> AsyncIterator[Browser]:
    """With the same fonts on each machine."""
    async with lit(chromium_path) as found:
        yield found


async def show(page: Page, sight: Sight) -> None:
    await page.set_viewport_size({"width": sight.width, "height": 640})
    await page.emulate_media(color_scheme=sight.scheme)  # type: ignore[arg-type]  # one of SCHEMES
    await page.set_content(sight.html())


def with_style(sight: Sight, style: str) -> str:
    """The page with something spoiled."""
    return sight.html().replace("</style>", f"{style}</style>")


async def violations(page: Page) -> list[str]:
    """What axe-core finds, with the element."""
    found = (await Axe().run(page, options=RULES)).response["violations"]
    return [f"{one['id']}: {node['html'][:90]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_looks_as_in_its_pictures(browser: Browser, language: str, tmp_path: Path) -> None:
    empty = await browser.new_page()
    async with camera(browser) as page:
        for sight in sights():
            if sight.language == language:
                now = await picture(page, sight)
                (tmp_path / f"{sight.name}.png").write_bytes(now)
                golden = (GOLDEN / f"{sight.name}.png").read_bytes()
                assert await compared(empty, now, golden, STRIP) < TOLERANCE, sight.name


async def test_there_is_no_picture_of_what_is_not_shown_and_all_are_small() -> None:
    files = {path.stem: path.stat().st_size for path in GOLDEN.glob("*.png")}
    assert set(files) == {sight.name for sight in sights()}
    assert sum(files.values()) < 1_500_000


async def test_an_answer_a_question_or_a_button_that_is_gone_would_be_seen(
    browser: Browser,
) -> None:
    sight = Sight("nps", "thanks", "en", 390, "light")
    golden = (GOLDEN / f"{sight.name}.png").read_bytes()
    empty, found = await browser.new_page(), {}
    async with camera(browser) as page:
        await picture(page, sight)
        for gone in (".row :checked + span", ".list", ".row", "textarea", "button", "legend"):
            await page.set_content(with_style(sight, f"{gone} {{ visibility: hidden }}"))
            now = await page.screenshot(full_page=True)
            found[gone] = await compared(empty, now, golden, STRIP)
    assert min(found.values()) > TOLERANCE, found


@pytest.mark.parametrize("kind", kinds())
async def test_axe_finds_nothing_on_a_question(browser: Browser, kind: str) -> None:
    page = await browser.new_page()
    pages = [*product(STATES, ["en"], ["light"]), *product(["thanks"], LANGUAGES, ["dark"])]
    for state, language, scheme in pages:
        await show(page, Sight(kind, state, language, 320, scheme))
        assert await violations(page) == [], (state, language, scheme)


async def test_axe_finds_nothing_where_there_is_no_question(browser: Browser) -> None:
    page = await browser.new_page()
    for state, scheme in product(OTHERS, SCHEMES):
        await show(page, Sight("", state, "en", 390, scheme))
        assert await violations(page) == [], (state, scheme)


async def test_axe_would_find_a_score_without_a_name_and_words_that_cannot_be_read(
    browser: Browser,
) -> None:
    page = await browser.new_page()
    sight = Sight("nps", "chosen", "en", 390, "light")
    await page.set_content(with_style(sight, ".ends { color: #ccc }"))
    await page.evaluate(
        "document.querySelector('input[value=\"3\"]').removeAttribute('aria-label')"
    )
    await page.evaluate("document.querySelector('input[value=\"3\"] + span').textContent = ''")
    assert {one.partition(":")[0] for one in await violations(page)} == {"label", "color-contrast"}


@pytest.mark.parametrize("kind", kinds())
async def test_everything_fits_and_can_be_touched_and_seen_when_it_has_the_focus(
    browser: Browser, kind: str
) -> None:
    page = await browser.new_page()
    for language, width in product(LANGUAGES, WIDTHS):
        await show(page, Sight(kind, "thanks", language, width, "dark"))
        assert await page.evaluate("document.documentElement.scrollWidth") <= width
        for left, right, wide, high in await page.evaluate(NARROW):
            assert min(left, right) >= 0
            assert min(wide, high) >= TARGET
    seen = []
    await page.keyboard.press("Tab")
    while (focus := await page.evaluate(FOCUS)) is not None and len(seen) < 50:
        seen.append(focus)
        await page.keyboard.press("Tab")
    assert len(seen) >= 10
    assert all(seen)
