"""Responses of some surveys in some order, page by page."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from surveys import feedback
from surveys.database import Database
from surveys.feedback import Wanted
from surveys.instant import to_micros
from tests.cast import NOW, answer, customer, invite, publish, retract, rows, survey

HOUR = timedelta(hours=1)


@pytest.fixture
async def surveys(database: Database) -> list[int]:
    """Three surveys with answers, some at one moment, some changed later; one counts no more."""
    found = []
    for name in "abc":
        trigger = {"on": f"{name}.happened"}
        live = await publish(database, survey(name, trigger=trigger, throttle=None))
        found.append(live.survey_id)
    for number in range(12):
        properties = {"store": "AB"[number % 2]}
        who: dict[str, Any] = {"customer": customer(number % 5), "properties": properties}
        [token] = await invite(database, type=f"{'abc'[number % 3]}.happened", **who)
        await answer(database, token, number % 11, NOW + 5 * number % 4 * HOUR)
        if number % 4 == 0:
            await answer(database, token, 10, NOW + (20 - number) * HOUR)
    [last] = await rows(database, "SELECT MAX(id) AS id FROM response")
    await retract(database, [last["id"]], NOW + 30 * HOUR)
    return found


async def listed(database: Database, **wanted: Any) -> list[int]:
    found = await database.read(lambda tx: feedback.page(tx, Wanted(**wanted)), whole=True)
    return [int(row["id"]) for row in found]


ORDERS: Mapping[str, Any] = {
    "asc": lambda row: (row["answered_at"], row["id"]),
    "desc": lambda row: (-row["answered_at"], -row["id"]),
    "asc:updated_at": lambda row: (row["updated_at"], row["id"]),
    "desc:updated_at": lambda row: (-row["updated_at"], -row["id"]),
}


async def test_pages_are_in_order_whichever_surveys_and_filters(
    database: Database, surveys: list[int]
) -> None:
    sql = (
        "SELECT r.*, i.contact_id AS who FROM response AS r"
        " JOIN invitation AS i ON i.id = r.invitation_id WHERE r.deleted_at IS NULL"
    )
    there = await rows(database, sql)
    assert len(there) == 11
    person, noon, late = there[1]["who"], to_micros(NOW + HOUR), to_micros(NOW + 12 * HOUR)
    filters: list[tuple[dict[str, Any], Any]] = [
        ({}, lambda row: True),
        ({"answered": (noon, None)}, lambda row: row["answered_at"] >= noon),
        ({"answered": (None, noon)}, lambda row: row["answered_at"] < noon),
        ({"updated": (late, None)}, lambda row: row["updated_at"] >= late),
        ({"updated": (None, late)}, lambda row: row["updated_at"] < late),
        ({"contact_id": person}, lambda row: row["who"] == person),
        ({"where": ("store", "A")}, lambda row: "A" in str(row["segments"])),
    ]
    for many, order, (asked, fits) in product((0, 1, 3), ORDERS, filters):
        some = surveys[:many]
        right = [row for row in there if row["survey_id"] in some and fits(row)]
        ids = [row["id"] for row in sorted(right, key=ORDERS[order])]
        for offset, limit in ((0, 20), (1, 2), (4, 3)):
            more = {"order": order, "offset": offset, "limit": limit}
            found = await listed(database, survey_ids=some, **asked, **more)
            assert found == ids[offset : offset + limit], (many, order, asked, more)


async def test_one_is_found_if_it_counts_and_is_of_these_surveys(
    database: Database, surveys: list[int]
) -> None:
    there = await rows(database, "SELECT id, survey_id, deleted_at FROM response")
    for row in there:
        found = await listed(database, survey_ids=surveys[:2], response_id=row["id"])
        right = row["survey_id"] in surveys[:2] and row["deleted_at"] is None
        assert found == [row["id"]] * right
