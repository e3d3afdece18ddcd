"""What taking golden pictures has in common: fonts that are the same everywhere, and a way to take
all of them anew."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser

from tests.browser import chromium
from tests.needs import missing

FONTS = Path(__file__).with_name("golden") / "fonts.conf"


@asynccontextmanager
async def lit(path: str) -> AsyncIterator[Browser]:
    """A browser with the same fonts on each machine."""
    for folder in _fonts():
        if not folder.exists():
            missing(f"there are no fonts in {folder}")
    async with chromium.opened(path, fonts=FONTS) as found:
        yield found


def develop(
    take_all: Callable[[str, Path, float], Coroutine[Any, Any, None]], to: Path, scale: float
) -> None:
    """Take every picture."""
    path = chromium.find()
    if path is None:
        sys.exit(f"There is no browser here: none of {', '.join(chromium.NAMES)} is on the PATH.")
    to.mkdir(exist_ok=True)
    asyncio.run(take_all(path, to, scale))


def _fonts() -> list[Path]:
    """The folders whose fonts the pictures are taken with."""
    return [Path(found) for found in re.findall("<dir>(.+)</dir>", FONTS.read_text())]
