"""`python -m tests.browser.picture docs/dashboard.png` takes the README's picture of the dashboard.

The demo's sample history comes from a fixed seed and ends today, so a new picture has the same
shape and other dates.
"""

import asyncio
import sys
import tempfile
from pathlib import Path

from tests.browser import chromium, dashboard
from tests.browser.demo import SURVEY, Demo, running

WIDTH, HEIGHT = 1280, 800
MARGIN = 12
VIEW = f"/?survey={SURVEY}&period=90"


async def take(demo: Demo, path: str, target: Path) -> None:
    """Sign in, wait for the charts, and take the upper part, down to the distribution."""
    async with chromium.opened(path) as browser:
        context = await browser.new_context(
            locale="en-US", viewport={"width": WIDTH, "height": HEIGHT}
        )
        page = await dashboard.sign_in(context, demo, VIEW)
        await dashboard.drawn(page)
        box = await page.locator("#distribution").bounding_box()
        assert box
        height = int(box["y"] + box["height"]) + MARGIN
        await page.set_viewport_size({"width": WIDTH, "height": height})
        target.parent.mkdir(parents=True, exist_ok=True)
        await page.screenshot(path=target)


def main(target: Path) -> None:
    """Start a demo on fresh data and photograph it."""
    path = chromium.find()
    if path is None:
        sys.exit(f"There is no browser here: none of {', '.join(chromium.NAMES)} is on the PATH.")
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as demo:
        asyncio.run(take(demo, path, target))
    print(target)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
