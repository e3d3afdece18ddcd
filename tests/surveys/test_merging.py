"""Two contacts that one event ties together."""

import asyncio
from datetime import timedelta
from typing import Any

from surveys.database import Database
from surveys.delivery import Outcome
from surveys.suppression import unsubscribe
from tests.cast import (
    KEYRING,
    NOW,
    answer,
    claim,
    column,
    decide_all,
    event,
    happen,
    intake,
    invitation_of,
    invite,
    outbox,
    post,
    publish,
    rows,
    send_all,
    survey,
    value,
)

BY_ID = {"id": "ann", "phone": "+6281200000001"}
BY_EMAIL = {"email": "ann@example.com"}
BOTH = {"id": "ann", "email": "ann@example.com"}
PEOPLE = "SELECT id FROM contact WHERE merged_into IS NULL"
IDENTITIES = "SELECT contact_id, external_id FROM identity"
NAMED = (
    "SELECT c.* FROM contact AS c JOIN identity AS i ON i.contact_id = c.id "
    "WHERE i.external_id = $1"
)
QUIET = {"type": "somebody.seen"}  # no survey listens


async def test_all_that_was_known_of_either_belongs_to_the_survivor(database: Database) -> None:
    await publish(database, survey(follow_up={"when": "score == 9"}))
    [token] = await invite(database, customer=BY_EMAIL)
    await answer(database, token, 9)
    [waiting] = await invite(database, customer=BY_ID)
    [tie] = await happen(database, event(3, customer=BOTH, **QUIET))
    [survivor] = await column(database, PEOPLE)
    for table in ("invitation", "message", "response", "cases", "decision"):
        assert set(await column(database, f"SELECT contact_id FROM {table}")) == {survivor}, table
    [person] = await rows(database, "SELECT * FROM contact WHERE merged_into IS NULL")
    assert person["email"] == "ann@example.com"
    assert await rows(database, IDENTITIES) == [{"contact_id": survivor, "external_id": "ann"}]
    assert await answer(database, waiting, 3) == "recorded"
    assert await value(database, "SELECT merged_by_event FROM contact ORDER BY id LIMIT 1") == tie


async def test_the_merge_is_recorded_and_the_merged_contact_keeps_no_identity(
    database: Database,
) -> None:
    await happen(database, event(1, customer=BY_ID), event(2, customer=BY_EMAIL))
    [tie] = await happen(database, event(3, customer=BOTH))
    [survivor] = await column(database, PEOPLE)
    [lost] = await rows(database, "SELECT * FROM contact WHERE merged_into IS NOT NULL")
    assert (lost["merged_into"], lost["merged_by_event"]) == (survivor, tie)
    assert {lost[name] for name in ("email", "phone", "name")} == {None}


async def test_the_throttle_counts_what_both_were_asked(database: Database) -> None:
    await publish(database, survey(throttle={"days": 30}))
    await happen(database, event(1, customer=BY_EMAIL))
    await happen(database, event(2, customer=BOTH, **QUIET))
    await happen(database, event(3, customer=BY_ID), now=NOW + timedelta(days=1))
    assert await column(database, "SELECT reason FROM decision ORDER BY id") == [
        "scheduled",
        "no_survey",
        "throttled",
    ]


async def test_an_event_that_ties_in_the_same_batch_counts_before_the_rules_speak(
    database: Database,
) -> None:
    await publish(database, survey(throttle={"days": 30}))
    await happen(
        database, event(1, customer=BY_ID), event(2, customer=BY_EMAIL), event(3, customer=BOTH)
    )
    reasons = await column(database, "SELECT reason FROM decision ORDER BY event_id")
    assert reasons == ["scheduled", "throttled", "throttled"]


async def test_whoever_unsubscribed_under_one_address_stays_so_under_the_other(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms", "email"]))
    [token] = await invite(database, customer=BY_EMAIL)
    await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)
    await happen(database, event(2, customer=BY_ID, **QUIET))
    await happen(database, event(3, customer=BOTH, **QUIET))
    await happen(database, event(4, customer={"phone": BY_ID["phone"]}))
    last = await value(database, "SELECT reason FROM decision ORDER BY id DESC LIMIT 1")
    assert last == "suppressed"


async def test_a_message_that_was_claimed_before_the_merge_is_still_sent_once(
    database: Database,
) -> None:
    await publish(database, survey(reminders=[{"after": "2d"}]))
    await happen(database, event(1, customer=BY_EMAIL))
    [due] = await claim(database)
    await happen(database, event(2, customer=BY_ID, **QUIET), event(3, customer=BOTH, **QUIET))
    assert await outbox(database).record([Outcome(due, "sent")], NOW) == [True]
    [reminder] = await send_all(database, NOW + timedelta(days=2))
    assert (reminder.kind, reminder.email) == ("reminder", "ann@example.com")


async def test_parallel_workers_merge_without_losing_anybody(databases: list[Database]) -> None:
    database = databases[0]
    await publish(database, survey(throttle={"days": 1000, "across": "all"}))
    for turn in range(6):
        keys: list[dict[str, Any]] = [
            {"id": f"p{turn}"},
            {"email": f"p{turn}@example.com"},
            {"phone": f"+628120000{turn:04d}"},
            {"id": f"p{turn}", "email": f"p{turn}@example.com"},
            {"email": f"p{turn}@example.com", "phone": f"+628120000{turn:04d}"},
        ]
        await post(database, *(event(10 * turn + n, customer=key) for n, key in enumerate(keys)))
        await asyncio.gather(
            *(intake(databases[n % len(databases)]).run(NOW, limit=1) for n in range(10))
        )
        await decide_all(database)
        assert len(await column(database, PEOPLE)) == turn + 1
        [person] = await rows(database, NAMED, f"p{turn}")
        assert (person["email"], person["phone"]) == (keys[1]["email"], keys[2]["phone"])
    lost = "SELECT COUNT(*) FROM invitation WHERE contact_id NOT IN"
    assert await value(database, f"{lost} ({PEOPLE})") == 0
