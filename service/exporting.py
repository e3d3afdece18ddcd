"""Writes a list into a file: the same entries in the same form as the API gives them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO

from service.lists import Listing
from service.tables import Form
from surveys.database import Database
from surveys.paging import Page, W, pages

WHOLE = 1000  # of progress


@dataclass(slots=True)
class Export:
    """One walk down a list. `done` hears of progress, WHOLE in all: how far the ids have come down
    from that of the newest entry, since nobody knows how many fit the filters."""

    database: Database
    listing: Listing[Any]
    done: Callable[[int], object]
    written: int = 0
    _newest: int = 0
    _told: int = 0

    async def run(self, wanted: W, form: Form, file: BinaryIO) -> None:
        """Write everything that is wanted."""
        async for chunk in form.written(pages(self._page, wanted), self.listing.entry):
            file.write(chunk)

    async def _page(self, wanted: W) -> Page:
        found, following = await self.listing.page(self.database, wanted)
        self.written += len(found)
        if found and not self._newest:
            self._newest = int(str(found[0]["id"]).rpartition("_")[2])
        self._tell(0 if following is None else following)
        return found, following

    def _tell(self, left: int) -> None:
        whole = WHOLE - WHOLE * left // self._newest if self._newest else WHOLE
        self.done(whole - self._told)
        self._told = whole
