"""Long lists, newest first, in pages that inserts do not shift."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from surveys.database import Row
from surveys.instant import to_micros

PAGE = 1000
PAGE_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted: from `start` until before `end`, after the page that
    ended with the id `before`, and no more than `limit`. None: from the newest on, and all (for
    one page, 100)."""

    start: datetime | None = None
    end: datetime | None = None
    before: int | None = None
    limit: int | None = None

    @property
    def span(self) -> tuple[int | None, int | None]:
        """`start` and `end` as the database has them."""
        start, end = (to_micros(one) if one else None for one in (self.start, self.end))
        return start, end

    @property
    def shown(self) -> int:
        """How many one page holds."""
        return self.limit or PAGE_SHOWN


W = TypeVar("W", bound=Window)
Page = tuple[list[dict[str, Any]], int | None]  # and where the next begins, None after the last


def next_after(rows: Sequence[Row], shown: int) -> int | None:
    """Where the next page begins when one more row was read than is shown."""
    return int(rows[shown - 1]["id"]) if len(rows) > shown else None


async def every(page: Callable[[W], Awaitable[Page]], wanted: W) -> AsyncIterator[dict[str, Any]]:
    """All of a list, one page in memory at a time."""
    following, left = wanted.before, wanted.limit
    while left is None or left > 0:
        size = PAGE if left is None else min(left, PAGE)
        found, following = await page(replace(wanted, before=following, limit=size))
        for one in found:
            yield one
        left = None if left is None else left - len(found)
        if following is None:
            return
