import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from service import records
from service.records import Records
from surveys.delivery import Outcome
from surveys.errors import Unavailable
from tests.service.test_journal import outcome

Ids = list[int]


@dataclass
class Database:
    """Does not know what a transaction brings while `troubles` are left, one for each."""

    troubles: list[Exception] = field(default_factory=list)
    guilty: int = 0  # a transaction with this message fails for ever
    tried: list[Ids] = field(default_factory=list)
    knows: Ids = field(default_factory=list)
    complete: asyncio.Event = field(default_factory=asyncio.Event)
    enough: int = 0

    async def write(self, outcomes: Sequence[Outcome]) -> None:
        ids = [one.due.message_id for one in outcomes]
        self.tried.append(ids)
        if self.troubles:
            raise self.troubles.pop()
        if self.guilty in ids:
            raise RuntimeError("nobody thought of this")

    def known(self, message_id: int) -> None:
        self.knows.append(message_id)
        if len(self.knows) == self.enough:
            self.complete.set()

    async def told(self, *ids: int, known: int | None = None) -> Records:
        """Outcomes of these messages, and wait until the database knows so many of them."""
        self.enough = len(ids) if known is None else known
        found = Records(self.write, self.known)
        for one in ids:
            found.add(outcome(one, "sent"))
        await asyncio.wait_for(self.complete.wait(), 10)
        return found


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AGAIN_SECONDS", 0.01)


async def test_what_comes_together_is_one_transaction() -> None:
    database = Database()
    await database.told(1, 2, 3)
    assert database.tried == [[1, 2, 3]]


async def test_no_transaction_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(records, "AT_A_TIME", 2)
    database = Database()
    await database.told(1, 2, 3, 4, 5)
    assert database.tried == [[1, 2], [3, 4], [5]]


@pytest.mark.parametrize("trouble", [Unavailable("gone"), RuntimeError("odd")])
async def test_nothing_is_given_up_while_the_database_is_away(trouble: Exception) -> None:
    database = Database([trouble, trouble, trouble])
    await database.told(1)
    assert database.tried == [[1]] * 4
    assert database.knows == [1]


async def test_one_that_cannot_be_written_holds_up_no_other() -> None:
    database = Database(guilty=2)
    found = await database.told(1, 2, 3, known=2)
    assert sorted(database.knows) == [1, 3]
    assert await _is_tried_again(database, 2)
    database.guilty, database.enough = 0, 3
    database.complete.clear()
    await asyncio.wait_for(database.complete.wait(), 10)
    assert database.knows[-1] == 2
    await asyncio.gather(*found.tasks)
    assert not found.tasks


async def _is_tried_again(database: Database, message_id: int) -> Any:
    async with asyncio.timeout(10):
        while database.tried.count([message_id]) < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    return True
