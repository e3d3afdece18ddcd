"""What people see who are signed in: the dashboard, its lists, and the editor of surveys; on a
phone and a desk, by day and by night, in languages that are written one way and the other. All of
it of one history, with a clock that stands still.

`python -m tests.browser.screens` takes the pictures in golden/screens/ anew; look at them before
you commit.
"""

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.async_api import Browser, Page
from pydantic import SecretStr

from service.app import create_app
from service.demo.server import running
from service.engine import Engine
from service.logins import create_user, let_publish, sign_in
from service.sessions import COOKIE
from service.settings import Configuration, Settings
from surveys.opening import migrate
from tests.browser.darkroom import develop, lit
from tests.browser.dashboard import drawn
from tests.browser.mails import GOLDEN as MAILS
from tests.cast import NOW
from tests.service.desk import VIEW, fill
from tests.service.house import SECRET, Clock

GOLDEN = MAILS / "screens"
EMAIL, PASSWORD = "owner@example.com", "correct horse battery"
SCALE = 0.3  # of the pictures: these are long, and nobody compares letters
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
PAGES = {
    "dashboard": VIEW,
    "list": "/lists/responses?survey=support&comment=1&limit=12",
    "surveys": "/surveys",
    "editor": "/surveys/support/edit",
    "mistakes": "/surveys/support/edit",
}
TWO_FRAMES = "new Promise(d => requestAnimationFrame(() => requestAnimationFrame(d)))"
WRONG = ("question: How", "question: Hi {nmae}, how")


@dataclass(frozen=True, slots=True)
class Sight:
    """One page on one screen."""

    page: str
    language: str
    width: int
    scheme: str

    @property
    def name(self) -> str:
        return f"{self.page}-{self.language}-{self.width}-{self.scheme}"


def sights() -> Iterator[Sight]:
    """The dashboard on every screen, the others on a dark phone, and all of them from right to
    left."""
    for width, scheme in product(WIDTHS, SCHEMES):
        yield Sight("dashboard", "en", width, scheme)
    for page in ("list", "surveys", "editor", "mistakes"):
        yield Sight(page, "en", 390, "dark")
    for page in ("list", "editor"):
        yield Sight(page, "en", 1280, "light")
    for page in PAGES:
        yield Sight(page, "ar", 1280, "light")
    yield Sight("dashboard", "ar", 390, "dark")


@asynccontextmanager
async def site(folder: Path) -> AsyncIterator[str]:
    """The address of a service that has the history, and somebody who may publish."""
    database_url = f"sqlite://{folder / 'afterword.db'}"
    await migrate(database_url)
    settings = Settings(
        database_url=database_url,
        base_url="http://feedback.example",
        secret_key=SecretStr(SECRET),
        timezone="UTC",
    )
    engine = await Engine.start(Configuration(settings, {}), Clock(NOW))
    await fill(engine.database)
    await create_user(EMAIL, PASSWORD, NOW)
    await let_publish(EMAIL)
    async with running(create_app(engine)) as url:
        yield url
    await engine.stop()


@asynccontextmanager
async def camera(browser: Browser, url: str, scale: float = SCALE) -> AsyncIterator[Page]:
    """A tab that is signed in."""
    context = await browser.new_context(device_scale_factor=scale, base_url=url)
    token = await sign_in(EMAIL, PASSWORD, NOW)
    cookie = {"name": COOKIE, "value": token or "", "url": url}
    await context.add_cookies([cookie])  # type: ignore[list-item]  # a dict with these names
    yield await context.new_page()
    await context.close()


async def show(page: Page, sight: Sight) -> None:
    """Everything is there, charts too."""
    await page.set_viewport_size({"width": sight.width, "height": 800})
    await page.emulate_media(color_scheme=sight.scheme)  # type: ignore[arg-type]  # one of SCHEMES
    await page.set_extra_http_headers({"Accept-Language": sight.language})
    await page.goto(PAGES[sight.page])
    if sight.page == "dashboard":
        await drawn(page)
    if sight.page == "mistakes":
        text = page.locator("#text")
        await text.fill((await text.input_value()).replace(*WRONG))
        await page.locator("#verdict.bad").wait_for()
        await text.blur()


async def picture(page: Page, sight: Sight) -> bytes:
    """A PNG of the whole page."""
    await show(page, sight)
    return await developed(page)


async def developed(page: Page) -> bytes:
    """In a window as high as the page: frames that nobody could see are not painted. What has
    changed is there when two pictures are the same."""
    width, height = await page.evaluate("[innerWidth, innerHeight]")
    while (needed := await page.evaluate("document.documentElement.scrollHeight")) > height:
        height = needed  # and then some parts take more room
        await page.set_viewport_size({"width": width, "height": height})
    before, now = b"", await page.screenshot()
    while now != before:
        await page.evaluate(TWO_FRAMES)
        before, now = now, await page.screenshot()
    return now


async def _take_all(path: str, folder: Path, scale: float) -> None:
    with tempfile.TemporaryDirectory() as data:
        async with (
            site(Path(data)) as url,
            lit(path) as browser,
            camera(browser, url, scale) as page,
        ):
            for sight in sights():
                (folder / f"{sight.name}.png").write_bytes(await picture(page, sight))


def main(folder: Path = GOLDEN, scale: float = SCALE) -> None:
    """Take every picture."""
    develop(_take_all, folder, scale)


if __name__ == "__main__":
    main()
