"""Walks down a long list in strides, so that each read is short however few entries fit: whoever
waits for a reader waits for a stride. A page that takes too many is given out as far as it got."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from surveys.database import Database, Row
from surveys.paging import Page, W
from surveys.story import plain

STRIDE = 25_000  # rows that one read looks at, for some 20 ms
STRIDES = 40  # of one page, which somebody waits for
COUNTED = 250_000  # rows of an index, which are looked at to skip others
EXTENT = "SELECT (SELECT MIN(id) FROM {table}) AS oldest, (SELECT MAX(id) FROM {table}) AS newest"

Read = Callable[[W], Awaitable[Sequence[Row]]]
Floor = Callable[[int], Awaitable[int]]  # down to which id one read goes from another


class Known(NamedTuple):
    """What an index knows of the ids that may fit. `few`: all of them can be looked at in one
    read that begins there."""

    lowest: int
    highest: int
    few: bool = False


Ends = Callable[[], Awaitable[Known | None]]


async def walked(
    wanted: W,
    read: Read[W],
    shown: Callable[[dict[str, Any]], dict[str, Any]],
    floor: Floor,
    ends: Ends,
) -> Page:
    """One page and where the next begins, None after the last: it may have fewer entries than asked
    for, even none, with more to come. `shown` turns a row into an entry; `ends` are asked for where
    the first stride was not enough."""
    found: list[Row] = []
    top, lowest, following = wanted.top, wanted.down_to, None
    for number in range(STRIDES):
        reached = lowest if wanted.near else max(await floor(top), lowest)
        left = wanted.shown - len(found)
        found += await read(replace(wanted, before=top, down_to=reached, limit=left))
        if len(found) > wanted.shown:
            following = int(found[wanted.shown - 1]["id"])
            break
        if reached <= lowest:
            break
        top = reached
        if number == 0 and (known := await ends()):
            lowest, top = max(lowest, known.lowest), min(top, known.highest + 1)
            wanted = replace(wanted, near=known.few)
    else:
        following = top
    return [shown(plain(row)) for row in found[: wanted.shown]], following


def by_id(database: Database, table: str) -> Floor:
    """For filters that no index knows: all rows are looked at."""

    async def floor(top: int) -> int:
        [row] = await database.read(lambda tx: tx.query(EXTENT.format(table=table), ()), whole=True)
        reached = min(top, int(row["newest"] or 0) + 1) - STRIDE
        return reached if reached > int(row["oldest"] or 0) else 1

    return floor


def along(database: Database, name: str, *params: Any) -> Floor:
    """For rows that an index has in the order of their ids: the statement tells the one that lies
    a stride below an id."""

    async def floor(top: int) -> int:
        found = await database.fetch(name, *params, top, STRIDE)
        return int(found[0]["id"]) if found else 1

    return floor


async def at_once(_: int) -> int:
    """For filters that an index knows, and that few rows fit."""
    return 1


def between(database: Database, name: str, *params: Any, near: bool = False) -> Ends:
    """From an index, unless it has too many. `near`: `read` can begin there."""

    async def ends() -> Known | None:
        if all(one is None for one in params):
            return None
        [row] = await database.fetch(name, *params, COUNTED)
        if row["n"] >= COUNTED:
            return None
        few = near and row["n"] <= STRIDE
        return Known(int(row["lowest"] or 1), int(row["highest"] or 0), few)

    return ends


async def nowhere() -> None:
    """No index knows."""
