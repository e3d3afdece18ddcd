"""Long lists, newest first, in pages that inserts do not shift."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from surveys.instant import to_micros

PAGE = 1000
PAGE_SHOWN = 100
NEWEST = 2**63 - 1  # an index is walked from a number, but not from "NULL or a number"


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a list that is wanted: from `start` until before `end`, ids below `before`, where
    the page before ended, and from `down_to` on, and no more than `limit`. None: from the newest
    on, and all (for one page, 100)."""

    start: datetime | None = None
    end: datetime | None = None
    before: int | None = None
    down_to: int = 1
    limit: int | None = None
    near: bool = False  # an index knows that few have this survey and this time: begin there

    @property
    def span(self) -> tuple[int | None, int | None]:
        """As a database has it."""
        start, end = (to_micros(one) if one else None for one in (self.start, self.end))
        return start, end

    @property
    def bounds(self) -> tuple[int | None, int | None, int, int, int]:
        """The last five parameters of every statement that reads a page: `start`, `end`, `before`,
        `down_to`, and one row more than is shown, which tells whether there is a next page."""
        return *self.span, self.top, self.down_to, self.shown + 1

    @property
    def top(self) -> int:
        """The id under which to begin."""
        return NEWEST if self.before is None else self.before

    @property
    def shown(self) -> int:
        """How many one page holds at most."""
        return PAGE_SHOWN if self.limit is None else self.limit


W = TypeVar("W", bound=Window)
Entries = list[dict[str, Any]]
Page = tuple[Entries, int | None]  # and where the next begins, None after the last


async def pages(page: Callable[[W], Awaitable[Page]], wanted: W) -> AsyncIterator[Entries]:
    """All of a list, one page in memory at a time. Each is a short read of its own, so whoever
    takes the pages may be slow."""
    following, left = wanted.before, wanted.limit
    while left is None or left > 0:
        size = PAGE if left is None else min(left, PAGE)
        found, following = await page(replace(wanted, before=following, limit=size))
        yield found
        left = None if left is None else left - len(found)
        if following is None:
            return


def named(prefix: str, number: int | None) -> str | None:
    """What the API calls the thing with this id: evt_7."""
    return None if number is None else f"{prefix}_{number}"


def contact_of(row: dict[str, Any]) -> dict[str, Any]:
    """Takes the columns `contact_...` out of a row."""
    columns = [name for name in row if name.startswith("contact_")]
    return {name.removeprefix("contact_"): row.pop(name) for name in columns}
