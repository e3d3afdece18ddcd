"""What must be true after a storm, whatever happened in it."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

from surveys.database import Database
from surveys.opening import sqlite_path
from surveys.outbox import LEASE
from tests.cast import outbox, rows, value
from tests.storm.backends import Backends
from tests.storm.customers import Customers
from tests.storm.relay import Relay
from tests.storm.site import SENDERS, Site

ENDED = {"sent", "unknown"}  # no address is bad and nobody unsubscribes in this storm
DUPLICATES = "SELECT {columns} FROM {table} GROUP BY {columns} HAVING COUNT(*) > 1"


async def events_are_kept(database: Database, backends: Backends) -> None:
    """Invariant 1: every acknowledged event is there once, under the id that was told."""
    stored = await rows(database, "SELECT id, external_id FROM event")
    ids = {row["external_id"]: f"evt_{row['id']}" for row in stored}
    assert len(ids) == len(stored)
    lost = backends.acknowledged.keys() - ids.keys()
    assert not lost, f"{len(lost)} acknowledged events are lost: {sorted(lost)[:5]}"
    for name, told in backends.acknowledged.items():
        assert told == {ids[name]}
    twice = [name for name, times in backends.accepted.items() if times > 1]
    assert not twice, f"told more than once that they are new: {twice}"


async def everything_is_decided(database: Database, site: Site) -> None:
    """Invariants 2 and 8: one decision for each survey, and one invitation at most, each with a
    message; whoever was not asked has a sentence that says why."""
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 0
    events = await value(database, "SELECT COUNT(*) FROM event")
    decided = await rows(database, "SELECT event_id, survey_id, outcome, sentence FROM decision")
    asked = {(row["event_id"], row["survey_id"]) for row in decided}
    assert len(asked) == len(decided) == events * len(site.surveys)
    assert all(row["sentence"] for row in decided)
    for table, columns in (("invitation", "event_id, survey_id"), ("message", "invitation_id")):
        assert await rows(database, DUPLICATES.format(table=table, columns=columns)) == []
    invited = await rows(database, "SELECT event_id, survey_id FROM invitation")
    granted = {(r["event_id"], r["survey_id"]) for r in decided if r["outcome"] != "skipped"}
    assert {(row["event_id"], row["survey_id"]) for row in invited} == granted
    assert await value(database, "SELECT COUNT(*) FROM message") == len(invited)


async def nothing_went_out_twice(database: Database, relay: Relay, kills: int) -> None:
    """Invariant 3: each mail came once at most, `sent` means that it came, and what did not come
    says that nobody knows."""
    await _reap(database)
    assert [
        m for m, times in Counter(one.reference for one in relay.mails).items() if times > 1
    ] == []
    found = await rows(
        database,
        "SELECT m.state, i.token, i.survey_id FROM message m "
        "JOIN invitation i ON i.id = m.invitation_id",
    )
    state = {row["token"]: row["state"] for row in found}
    survey = {row["token"]: row["survey_id"] for row in found}
    came = Counter((one.recipient, survey[one.token]) for one in relay.mails)
    assert [one for one, times in came.items() if times > 1] == []
    assert set(state.values()) <= ENDED
    tokens = {one.token for one in relay.mails}
    assert {token for token, one in state.items() if one == "sent"} <= tokens
    unknown = sum(one == "unknown" for one in state.values())
    assert unknown <= kills * SENDERS + relay.broken


async def _reap(database: Database) -> None:
    """On PostgreSQL a dead worker's claims are given up when their lease is over."""
    later = datetime.now(UTC) + LEASE + timedelta(minutes=1)
    await outbox(database).reap(later)


async def answers_are_kept(database: Database, customers: Customers) -> None:
    """Invariant 5: what a customer was thanked for is what counts, once. Whoever answers has been
    asked, so their messages cannot be of unknown outcome any more."""
    found = await rows(
        database,
        "SELECT i.token, r.score FROM response r JOIN invitation i ON i.id = r.invitation_id",
    )
    scores = {row["token"]: row["score"] for row in found}
    assert len(scores) == len(found)
    assert {token: scores.get(token) for token in customers.said} == customers.said
    assert await rows(database, ANSWERED_UNASKED) == []


async def rollups_equal_a_recount(database: Database) -> None:
    """Invariant 6, below the surface: what is folded is what the responses say."""
    assert await value(database, "SELECT COUNT(*) FROM response_change WHERE NOT folded") == 0
    recount: Counter[tuple[Any, ...]] = Counter()
    for row in await rows(database, RESPONSES):
        hour = row["answered_at"] // HOUR * HOUR
        for cell in (("", ""), ("store", row["store"]), ("team", row["team"])):
            recount[row["survey_id"], *cell, hour, row["score"]] += 1
    folded = {
        (row["survey_id"], row["property"], row["value"], row["hour"], score): row[f"c{score}"]
        for row in await rows(database, "SELECT * FROM rollup")
        for score in range(11)
        if row[f"c{score}"]
    }
    assert folded == recount
    known = "SELECT SUM(sent) AS sent, SUM(answered) AS answered FROM rollup WHERE property = ''"
    asked = "SELECT COUNT(sent_at) AS sent, COUNT(answered_at) AS answered FROM invitation"
    assert await rows(database, known) == await rows(database, asked)


ANSWERED_UNASKED = (
    "SELECT m.id, m.state, i.sent_at FROM response r "
    "JOIN invitation i ON i.id = r.invitation_id JOIN message m ON m.invitation_id = i.id "
    "WHERE m.state <> 'sent' OR i.sent_at IS NULL"
)
HOUR = 3_600_000_000  # microseconds
RESPONSES = (
    "SELECT survey_id, score, answered_at, segments->>'store' AS store, "
    "segments->>'team' AS team FROM response"
)


async def scores_equal_a_recount(database: Database, site: Site) -> None:
    """Invariant 6, as a manager sees it."""
    for survey in site.surveys:
        found = await rows(
            database,
            "SELECT r.score, COUNT(*) AS n FROM response r JOIN survey s ON s.id = r.survey_id "
            "WHERE s.key = $1 GROUP BY r.score",
            survey.key,
        )
        counts = {str(row["score"]): row["n"] for row in found}
        answer = await site.client.get(
            f"{site.urls[0]}/v1/scores",
            params={"survey": survey.key, "interval": "none"},
            headers={"Authorization": f"Bearer {site.key}"},
        )
        total = answer.raise_for_status().json()["total"]
        assert {score: n for score, n in total["counts"].items() if n} == counts
        assert total["n"] == sum(counts.values())


def the_file_is_whole(database_url: str) -> None:
    """SQLite's own check."""
    if path := sqlite_path(database_url):
        with closing(sqlite3.connect(path)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
