"""Lets the rules of a survey that have changed go over the comments that are stored."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from surveys import tagging
from surveys.catalogue import Published
from surveys.database import Database, Transaction
from surveys.instant import to_micros

AT_A_TIME = 500


@dataclass(frozen=True, slots=True)
class Retagging:
    """Of all comments on one survey. What was tagged by hand stays."""

    database: Database
    survey: Published
    now: datetime

    async def count(self) -> int:
        """How many comments there are."""
        [row] = await self.database.fetch("retagging.count", self.survey.survey_id)
        return int(row["n"])

    async def run(self, advance: Callable[[int], None]) -> int:
        """Read all of them, some at a time; how many there were."""
        last = done = 0

        async def work(tx: Transaction) -> tuple[int, int]:
            await tx.lock(["search"])
            wanted = (self.survey.survey_id, last, to_micros(self.now), AT_A_TIME)
            found = await tx.fetch("retagging.comments", *wanted)
            await tagging.follow(tx, found)
            return len(found), int(found[-1]["response_id"]) if found else last

        while (step := await self.database.transact(work))[0]:
            done, last = done + step[0], step[1]
            advance(step[0])
        return done
