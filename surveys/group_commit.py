"""Group commit: requests that arrive together share one transaction.

Each caller is answered only after the commit that holds its item. While one batch is committing
the next one gathers, so a lone request waits for nobody and a crowd pays for one fsync.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from surveys.errors import Unavailable

Item = TypeVar("Item")
Result = TypeVar("Result")


class GroupCommit(Generic[Item, Result]):
    """`write(items)` runs one transaction and returns a result for each item, in order.

    An item that makes `write` fail does not take its neighbours down: after an error that is no
    outage the batch is written again one by one, and only the guilty caller sees the error.
    """

    def __init__(
        self,
        write: Callable[[Sequence[Item]], Awaitable[Sequence[Result]]],
        *,
        most: int = 200,
    ) -> None:
        self._write = write
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._task: asyncio.Task[None] | None = None

    async def submit(self, item: Item) -> Result:
        """Add an item and wait until it is committed."""
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._task is None:
            self._task = asyncio.create_task(self._drain())
        return await future

    @property
    def busy(self) -> bool:
        """Whether items are being committed or wait for it."""
        return self._task is not None

    async def close(self) -> None:
        """Commit what is waiting."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        await asyncio.sleep(0)  # whoever comes in the same turn of the loop is in the first batch
        while self._waiting:
            batch, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            await self._commit(batch)
        self._task = None

    async def _commit(self, batch: list[tuple[Item, asyncio.Future[Result]]]) -> None:
        try:
            results = await self._write([item for item, _ in batch])
        except Unavailable as error:
            _fail(batch, error)
        except Exception as error:  # told to the callers, whoever they are
            if len(batch) == 1:
                _fail(batch, error)
            else:
                for entry in batch:
                    await self._commit([entry])
        else:
            _tell(batch, results)


def _tell(
    batch: Sequence[tuple[Item, "asyncio.Future[Result]"]], results: Sequence[Result]
) -> None:
    if len(results) != len(batch):
        _fail(batch, ValueError(f"{len(results)} results for {len(batch)} items"))
    for (_, future), result in zip(batch, results, strict=False):
        if not future.done():
            future.set_result(result)


def _fail(batch: Sequence[tuple[Item, "asyncio.Future[Result]"]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
