"""The system's Chromium, through playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # root, as in a container, gets none
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",  # a closed network refuses it, many times at once
    "--disable-component-update",
    "--disable-sync",
]
# navigator.webdriver is false, as in a person's browser; a page that asks sees no machine.
UNDER_COVER = "--disable-blink-features=AutomationControlled"


# What a person's browser may do: playwright has it switched off.
BACK_FORWARD_CACHE = "--disable-back-forward-cache"


def agent(browser: Browser) -> str:
    """What a browser says of itself that is not headless."""
    version = browser.version.partition(".")[0]
    kit = "AppleWebKit/537.36 (KHTML, like Gecko)"
    return f"Mozilla/5.0 (X11; Linux x86_64) {kit} Chrome/{version}.0.0.0 Safari/537.36"


def find() -> str | None:
    """Where Chromium is, None on a machine without."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


@asynccontextmanager
async def opened(path: str, *more_flags: str, fonts: Path | None = None) -> AsyncIterator[Browser]:
    """A headless Chromium with an empty profile. `fonts`: a configuration of fontconfig that takes
    the place of the machine's."""
    flags = [*FLAGS, *more_flags]
    env = {**os.environ, "FONTCONFIG_FILE": str(fonts)} if fonts else {**os.environ}
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=path, args=flags, env=env, ignore_default_args=[BACK_FORWARD_CACHE]
        )
        try:
            yield browser
        finally:
            await browser.close()
