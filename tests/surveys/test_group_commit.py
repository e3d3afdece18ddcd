import asyncio
from collections.abc import Callable, Sequence

import pytest

from surveys.errors import InvalidInput, Unavailable
from surveys.group_commit import GroupCommit


class Disk:
    """Takes batches slowly, and remembers each; what it should refuse raises."""

    def __init__(
        self, refuse: Callable[[Sequence[int]], Exception | None] = lambda _: None
    ) -> None:
        self.batches: list[list[int]] = []
        self.began = asyncio.Event()
        self._refuse = refuse

    async def write(self, items: Sequence[int]) -> list[int]:
        self.began.set()
        await asyncio.sleep(0.001)
        if error := self._refuse(items):
            raise error
        self.batches.append(list(items))
        return [item * 10 for item in items]

    @property
    def written(self) -> list[int]:
        return [item for batch in self.batches for item in batch]


async def test_each_caller_gets_the_result_of_its_own_item() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    assert await asyncio.gather(*map(group.submit, range(100))) == [n * 10 for n in range(100)]
    assert disk.written == list(range(100))
    assert len(disk.batches) == 1


async def test_what_comes_during_a_commit_waits_for_the_next_one() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    first = asyncio.create_task(group.submit(1))
    await disk.began.wait()
    later = [asyncio.create_task(group.submit(n)) for n in (2, 3)]
    await asyncio.gather(first, *later)
    assert disk.batches == [[1], [2, 3]]


async def test_a_batch_is_bounded_and_keeps_the_order() -> None:
    disk = Disk()
    group = GroupCommit(disk.write, most=7)
    await asyncio.gather(*map(group.submit, range(20)))
    assert [len(batch) for batch in disk.batches] == [7, 7, 6]
    assert disk.written == list(range(20))


@pytest.mark.parametrize("error", [ValueError("guilty"), InvalidInput()])
async def test_one_that_fails_does_not_take_its_neighbours_down(error: Exception) -> None:
    disk = Disk(lambda items: error if 13 in items else None)
    group = GroupCommit(disk.write)
    results = await asyncio.gather(*map(group.submit, range(20)), return_exceptions=True)
    assert results[13] is error
    assert [found for found in results if found is not error] == [
        n * 10 for n in range(20) if n != 13
    ]
    assert sorted(disk.written) == [n for n in range(20) if n != 13]


async def test_an_outage_is_told_to_everybody_at_once() -> None:
    calls: list[int] = []

    async def write(items: Sequence[int]) -> list[int]:
        calls.append(len(items))
        raise Unavailable("gone")

    results = await asyncio.gather(
        *map(GroupCommit(write).submit, range(20)), return_exceptions=True
    )
    assert {type(found) for found in results} == {Unavailable}
    assert calls == [20]


async def test_after_an_error_it_goes_on() -> None:
    errors = [Unavailable("gone"), ValueError("no"), None]
    disk = Disk(lambda _: errors.pop(0))
    group = GroupCommit(disk.write)
    for expected in (Unavailable, ValueError):
        with pytest.raises(expected):
            await group.submit(1)
    assert await group.submit(2) == 20


async def test_a_write_that_forgets_a_result_fails_its_callers_and_nobody_hangs() -> None:
    async def write(items: Sequence[int]) -> list[int]:
        return list(items)[1:]

    group = GroupCommit(write)
    results = await asyncio.wait_for(
        asyncio.gather(*map(group.submit, range(3)), return_exceptions=True), 5
    )
    assert all(isinstance(found, ValueError) for found in results)


async def test_an_item_is_written_though_its_caller_has_gone_and_nobody_hangs() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    tasks = [asyncio.create_task(group.submit(number)) for number in range(10)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(found, asyncio.CancelledError) for found in results[::2])
    assert results[1::2] == [10, 30, 50, 70, 90]
    assert disk.written == list(range(10))


async def test_a_caller_that_goes_during_the_commit_loses_nothing() -> None:
    disk = Disk()
    group = GroupCommit(disk.write)
    impatient = asyncio.create_task(asyncio.wait_for(group.submit(1), 0.0001))
    other = asyncio.create_task(group.submit(2))
    with pytest.raises(TimeoutError):
        await impatient
    assert await other == 20
    assert await group.submit(3) == 30
    assert sorted(disk.written) == [1, 2, 3]


async def test_closing_commits_what_waits() -> None:
    disk = Disk()
    group = GroupCommit(disk.write, most=2)
    tasks = [asyncio.create_task(group.submit(number)) for number in range(5)]
    await asyncio.sleep(0)
    await group.close()
    assert disk.written == list(range(5))
    assert await asyncio.gather(*tasks) == [0, 10, 20, 30, 40]
    await group.close()
