import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from service.event_file import Line
from service.importing import Imported, Listener, check, import_events
from surveys.database import Database
from surveys.errors import InvalidInput
from tests.cast import NOW, column, decide_all, post, publish, send_all, survey, value
from tests.cast import event as purchase_event


def purchase(number: int, days_ago: float = 400, **overrides: Any) -> dict[str, Any]:
    """A line: purchase `number`, long ago."""
    return {
        "id": f"order-{number}",
        "type": "purchase.completed",
        "occurred_at": (NOW - timedelta(days=days_ago)).isoformat(),
        "customer": {"id": f"c-{number}", "email": f"c-{number}@example.com"},
        **overrides,
    }


def written(folder: Path, entries: Iterable[Any]) -> Path:
    path = folder / "events.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in entries))
    return path


async def run(database: Database, path: Path, bad: list[Line] | None = None) -> Imported:
    heard = bad if bad is not None else []
    listener = Listener(heard.append, lambda done: None)
    return await import_events(database, path, "shop", NOW, listener)


async def test_good_lines_are_kept_and_bad_ones_told(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, [purchase(1), {"id": 2}, purchase(3)])
    bad: list[Line] = []
    assert await run(database, path, bad) == Imported(accepted=2, bad=1)
    assert [(line.number, line.errors[0].field) for line in bad] == [(2, "type")]
    found = await column(database, "SELECT external_id FROM event ORDER BY id")
    assert found == ["order-1", "order-3"]


async def test_a_second_run_finds_duplicates_only(database: Database, tmp_path: Path) -> None:
    path = written(tmp_path, [purchase(number) for number in range(2500)])
    assert await run(database, path) == Imported(accepted=2500)
    assert await run(database, path) == Imported(duplicates=2500)
    assert await value(database, "SELECT COUNT(*) FROM event") == 2500


async def test_a_run_that_broke_off_goes_on_where_it_was(
    database: Database, tmp_path: Path
) -> None:
    path = written(tmp_path, [purchase(number) for number in range(1500)])

    def hung_up(done: int) -> None:
        raise ConnectionError

    listener = Listener(lambda line: None, hung_up)
    with pytest.raises(ConnectionError):
        await import_events(database, path, "shop", NOW, listener)
    assert await value(database, "SELECT COUNT(*) FROM event") == 1000
    assert await run(database, path) == Imported(accepted=500, duplicates=1000)


async def test_what_a_backend_has_posted_already_is_a_duplicate(
    database: Database, tmp_path: Path
) -> None:
    await post(database, purchase_event(1))
    path = written(tmp_path, [purchase(1), purchase(1)])
    assert await run(database, path) == Imported(duplicates=2, conflicts=2)


async def test_strict_names_the_first_bad_line(tmp_path: Path) -> None:
    path = written(tmp_path, [purchase(1), {"id": 2, "type": "a.b"}, {}])
    with pytest.raises(InvalidInput) as refused:
        check(path, NOW)
    assert [error.field for error in refused.value.errors] == [f"{path}:2: occurred_at"]
    check(written(tmp_path, [purchase(1)]), NOW)


async def test_nobody_is_asked_about_what_is_long_over(database: Database, tmp_path: Path) -> None:
    """Only the purchase of yesterday is asked about: the survey stays open for 28 days."""
    await publish(database, survey(expires="28d"))
    days = (4000, 400, 29, 28.001, 1)
    entries = [purchase(number, days_ago) for number, days_ago in enumerate(days)]
    await run(database, written(tmp_path, entries))
    await decide_all(database)
    reasons = await column(database, "SELECT reason FROM decision ORDER BY event_id")
    assert reasons[:4] == ["too_old"] * 4
    await send_all(database)
    asked = "SELECT c.email FROM message AS m JOIN contact AS c ON c.id = m.contact_id"
    assert await column(database, asked) == ["c-4@example.com"]
