import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from surveys import outbox as outbox_module
from surveys.clicking import Logged
from surveys.database import Database, Transaction, Work
from surveys.delivery import Due, Outcome
from surveys.evidence import Click
from surveys.instant import to_micros
from surveys.outbox import LEASE
from surveys.postgres import PostgresDatabase
from surveys.suppression import unsubscribe
from tests.cast import (
    KEYRING,
    NOW,
    REACH,
    answer,
    claim,
    column,
    customer,
    decide_all,
    event,
    happen,
    invitation_of,
    note_clicks,
    outbox,
    post,
    publish,
    rows,
    send_all,
    survey,
    value,
)

MESSAGES = "SELECT channel, kind, state FROM message ORDER BY id"
STATES = "SELECT state FROM message ORDER BY id"
INVITATIONS = "SELECT state FROM invitation ORDER BY id"
CHANNELS = list(REACH)


async def waiting(database: Database, count: int = 1, **overrides: Any) -> None:
    """So many customers have a message that is due."""
    await publish(database, survey(**overrides))
    await happen(database, *(event(number) for number in range(count)))


async def record(database: Database, due: Due, state: Any, now: Any = NOW, **more: Any) -> bool:
    return (await outbox(database).record([Outcome(due, state, **more)], now))[0]


async def test_a_claim_is_committed_before_anything_can_be_sent(
    databases: list[Database],
) -> None:
    await waiting(databases[0])
    [due] = await claim(databases[0])
    [row] = await rows(databases[-1], "SELECT * FROM message")
    assert (row["state"], row["worker"], row["attempts"]) == ("claimed", "worker-1", 1)
    assert row["started_at"] == to_micros(NOW)
    assert row["lease_until"] == to_micros(NOW + LEASE)
    assert (due.message_id, due.attempts, due.channel) == (row["id"], 1, "email")
    assert (due.name, due.email) == ("Customer 0", "customer-0@example.com")


async def test_nothing_is_claimed_twice(database: Database) -> None:
    await waiting(database, 3)
    assert len(await claim(database, limit=2)) == 2
    assert len(await claim(database, limit=2)) == 1
    assert await claim(database, NOW + timedelta(days=1)) == []


async def test_parallel_workers_never_get_the_same_message(databases: list[Database]) -> None:
    await waiting(databases[0], 120)
    got: list[int] = []

    async def work(number: int) -> None:
        sender = outbox(databases[number % len(databases)], f"worker-{number}")
        while due := await sender.claim(CHANNELS, NOW, 5):
            got.extend(one.message_id for one in due)
            assert all(await sender.record([Outcome(one, "sent") for one in due], NOW))

    await asyncio.gather(*(work(number) for number in range(8)))
    assert len(got) == len(set(got)) == 120
    assert set(await column(databases[0], STATES)) == {"sent"}


async def test_only_what_is_due_on_a_channel_that_is_awake_is_claimed(database: Database) -> None:
    await waiting(database, 2, delay="1h")
    await happen(database, event(9, customer=customer(9, email=None)))
    assert await claim(database) == []
    later = NOW + timedelta(hours=1)
    due = await outbox(database).claim(["sms"], later, 9)
    assert [one.channel for one in due] == ["sms"]
    assert len(await claim(database, later)) == 2
    assert await outbox(database).claim([], later, 9) == []


async def test_the_oldest_goes_first(database: Database) -> None:
    await publish(database, survey())
    for number, minutes in enumerate((2, 0, 1)):
        await happen(database, event(number), now=NOW + timedelta(minutes=minutes))
    got = [(await claim(database, NOW + timedelta(hours=1), 1))[0].name for _ in range(3)]
    assert got == ["Customer 1", "Customer 2", "Customer 0"]


async def test_what_was_sent_is_written_down_and_the_invitation_was_asked(
    database: Database,
) -> None:
    await waiting(database)
    [due] = await claim(database)
    later = NOW + timedelta(seconds=3)
    assert await record(database, due, "sent", later, provider_id="<1@x>", code="250")
    [row] = await rows(database, "SELECT * FROM message")
    assert (row["state"], row["provider_id"], row["code"]) == ("sent", "<1@x>", "250")
    assert (row["ended_at"], row["worker"], row["lease_until"]) == (to_micros(later), None, None)
    [invitation] = await rows(database, "SELECT state, sent_at FROM invitation")
    assert invitation == {"state": "asked", "sent_at": to_micros(later)}


async def test_a_record_by_another_worker_changes_nothing(database: Database) -> None:
    await waiting(database)
    [due] = await claim(database)
    stranger = outbox(database, "worker-2")
    assert await stranger.record([Outcome(due, "failed")], NOW) == [False]
    assert await stranger.record([Outcome(due, "sent")], NOW) == [False]
    assert await column(database, MESSAGES.replace("channel, kind, ", "")) == ["claimed"]
    assert await column(database, INVITATIONS) == ["waiting"]


async def test_a_record_of_an_earlier_claim_changes_nothing(database: Database) -> None:
    await waiting(database)
    [first] = await claim(database)
    await record(database, first, "queued")
    [second] = await claim(database, NOW + timedelta(hours=1))
    assert not await record(database, first, "sent")
    assert await column(database, STATES) == ["claimed"]
    assert await record(database, second, "sent")


async def test_an_outcome_is_recorded_once(database: Database) -> None:
    await waiting(database, reminders=[{"after": "2d"}])
    [due] = await claim(database)
    assert await record(database, due, "sent")
    assert not await record(database, due, "sent")
    assert await column(database, STATES) == ["sent", "queued"]


async def test_a_claim_that_outlives_its_lease_is_unknown_and_never_sent_again(
    database: Database,
) -> None:
    await waiting(database, 2)
    [first, second] = await claim(database)
    await record(database, second, "sent")
    assert await outbox(database).reap(NOW + LEASE) == 0
    assert await outbox(database).reap(NOW + LEASE + timedelta(seconds=1)) == 1
    assert await column(database, STATES) == ["unknown", "sent"]
    assert await claim(database, NOW + timedelta(days=9)) == []
    # the worker was only slow: what it says comes too late
    assert not await record(database, first, "sent", NOW + timedelta(hours=1))
    [row] = await rows(database, "SELECT state, error FROM message WHERE state = 'unknown'")
    assert row["error"] == (
        "the worker stopped while sending; it may or may not have been delivered"
    )


async def test_what_is_under_way_here_is_not_given_up_however_the_clock_jumps(
    database: Database,
) -> None:
    await waiting(database, 2)
    [first, _] = await claim(database)
    under_way = {first.message_id}
    assert await outbox(database).reap(NOW + timedelta(days=1), under_way=under_way) == 1
    assert await column(database, STATES) == ["claimed", "unknown"]
    assert await record(database, first, "sent", NOW + timedelta(days=1))


async def test_after_a_restart_of_the_only_process_every_claim_is_unknown(
    database: Database,
) -> None:
    await waiting(database, 2)
    await claim(database, limit=1)
    assert await outbox(database, "worker-2").reap(NOW, alone=True) == 1
    assert sorted(await column(database, STATES)) == ["queued", "unknown"]


async def test_an_unknown_outcome_stays_unknown_and_has_no_fallback(database: Database) -> None:
    await waiting(database)
    [due] = await claim(database)
    await record(database, due, "unknown", error="the line broke after the body")
    assert await rows(database, MESSAGES) == [
        {"channel": "email", "kind": "first", "state": "unknown"}
    ]
    assert await claim(database, NOW + timedelta(days=1)) == []


async def test_a_click_proves_that_an_unknown_message_arrived(database: Database) -> None:
    await waiting(database, 2)
    first, second = await claim(database)
    for due in (first, second):
        await record(database, due, "unknown")
    clicked = NOW + timedelta(hours=1)
    await note_clicks(
        database, [Logged(first.invitation_id, Click("open", None, 0, "", clicked), {})]
    )
    assert await column(database, STATES) == ["sent", "unknown"]
    state = f"SELECT state FROM invitation WHERE id = {first.invitation_id}"
    assert await value(database, state) == "asked"


async def test_a_temporary_refusal_is_tried_again_later(database: Database) -> None:
    await waiting(database)
    now, tries = NOW, 0
    while due := await claim(database, now):
        tries += 1
        assert due[0].attempts == tries
        await record(database, due[0], "queued", now, error="450 busy")
        [row] = await rows(database, "SELECT * FROM message ORDER BY id LIMIT 1")
        if row["state"] != "queued":
            break
        assert row["error"] == "450 busy"
        assert await claim(database, now) == []  # not before its time
        now = NOW.fromtimestamp(row["due_at"] / 1e6 + 1, NOW.tzinfo)
    assert tries == 9
    assert timedelta(hours=12) < now - NOW < timedelta(hours=20)
    [first, fallback] = await rows(
        database, "SELECT channel, state, error FROM message ORDER BY id"
    )
    assert (first["state"], first["error"]) == ("failed", "gave up: 450 busy")
    assert (fallback["channel"], fallback["state"]) == ("sms", "queued")


async def test_a_retry_is_not_sent_at_night(database: Database) -> None:
    await waiting(database, quiet_hours={"from": "17:01", "to": "08:00"})
    [due] = await claim(database)  # 17:00 in Jakarta
    await record(database, due, "queued", NOW + timedelta(seconds=30))
    morning = NOW + timedelta(hours=15)
    assert await value(database, "SELECT due_at FROM message") == to_micros(morning)


async def test_the_next_channel_takes_over_when_one_fails_for_good(database: Database) -> None:
    await waiting(database, channels=["email", "sms"])
    [due] = await claim(database)
    await record(database, due, "failed", error="550 no such user")
    assert await rows(database, MESSAGES) == [
        {"channel": "email", "kind": "first", "state": "failed"},
        {"channel": "sms", "kind": "fallback", "state": "queued"},
    ]
    assert await column(database, INVITATIONS) == ["waiting"]
    [due] = await claim(database)
    await record(database, due, "failed", error="21211")
    assert await column(database, INVITATIONS) == ["failed"]
    assert await claim(database, NOW + timedelta(days=1)) == []


async def test_a_bad_email_address_does_not_keep_an_sms_from_going_out(database: Database) -> None:
    await waiting(database)
    [due] = await claim(database)
    await record(database, due, "failed", bad_address="customer-0@example.com")
    [fallback] = await claim(database)
    assert fallback.channel == "sms"
    await record(database, fallback, "sent")
    assert await column(database, STATES) == ["failed", "sent"]
    assert await column(database, INVITATIONS) == ["asked"]


async def test_a_bad_address_is_never_written_to_again(database: Database) -> None:
    await waiting(database, channels=["email"])
    [due] = await claim(database)
    await record(database, due, "failed", bad_address="customer-0@example.com")
    await happen(database, event(7, 0))
    assert await column(database, "SELECT reason FROM decision ORDER BY id") == [
        "scheduled",
        "suppressed",
    ]


async def test_reminders_go_out_unless_somebody_has_answered(database: Database) -> None:
    await waiting(database, 2, reminders=[{"after": "2d"}, {"after": "5d"}])
    await send_all(database)
    token = await value(database, "SELECT token FROM invitation ORDER BY id LIMIT 1")
    await answer(database, token, 9)
    sent = await send_all(database, NOW + timedelta(days=2))
    assert [(one.name, one.kind) for one in sent] == [("Customer 1", "reminder")]
    states = await rows(
        database, "SELECT state, error FROM message WHERE kind = 'reminder' ORDER BY due_at, id"
    )
    assert [row["state"] for row in states] == ["withdrawn", "sent", "queued", "queued"]
    assert states[0]["error"] == "the invitation is answered"


async def test_a_reminder_that_fails_changes_nothing_else(database: Database) -> None:
    await waiting(database, reminders=[{"after": "2d"}])
    await send_all(database)
    [due] = await claim(database, NOW + timedelta(days=2))
    await record(database, due, "failed", NOW + timedelta(days=2))
    assert await column(database, STATES) == ["sent", "failed"]
    assert await column(database, INVITATIONS) == ["asked"]


async def test_a_reminder_is_tried_again_after_a_temporary_refusal(database: Database) -> None:
    later = NOW + timedelta(days=5)
    await waiting(database, reminders=[{"after": "5d"}])
    await send_all(database)
    [due] = await claim(database, later)
    await record(database, due, "queued", later)
    assert await column(database, STATES) == ["sent", "queued"]


@pytest.mark.parametrize(
    ("change", "at", "state", "error"),
    [
        (
            "UPDATE invitation SET state = 'withdrawn'",
            0,
            "withdrawn",
            "the invitation is withdrawn",
        ),
        ("UPDATE invitation SET state = 'answered'", 0, "withdrawn", "the invitation is answered"),
        ("UPDATE invitation SET state = state", 28, "expired", "the survey has expired"),
    ],
)
async def test_what_is_over_is_not_sent_any_more(
    database: Database, change: str, at: int, state: str, error: str
) -> None:
    await waiting(database)
    await database.transact(lambda tx: tx.query(change, ()))
    assert await claim(database, NOW + timedelta(days=at)) == []
    assert await rows(database, "SELECT state, error FROM message") == [
        {"state": state, "error": error}
    ]


async def test_invitations_expire_and_their_messages_with_them(database: Database) -> None:
    await waiting(database, 3)
    await answer(database, await value(database, "SELECT token FROM invitation LIMIT 1"), 9)
    end = NOW + timedelta(days=28)
    assert await outbox(database).expire(end - timedelta(seconds=1)) == 0
    assert await outbox(database).expire(end) == 2
    assert await outbox(database).expire(end) == 0
    assert sorted(await column(database, INVITATIONS)) == ["answered", "expired", "expired"]
    assert await claim(database, end) == []
    assert set(await column(database, STATES)) == {"withdrawn"}


async def test_an_answer_that_is_being_written_is_not_overtaken_by_the_end(
    database: Database,
) -> None:
    await waiting(database)
    began = asyncio.Event()

    async def answering(tx: Transaction) -> None:
        await tx.query("UPDATE invitation SET state = 'answered'", ())
        began.set()
        await asyncio.sleep(0.1)

    task = asyncio.create_task(database.transact(answering))
    await began.wait()
    assert await outbox(database).expire(NOW + timedelta(days=28)) == 0
    await task
    assert await column(database, INVITATIONS) == ["answered"]


async def unsubscribed(database: Database, number: int = 0) -> None:
    token = await value(database, "SELECT token FROM invitation ORDER BY id LIMIT 1")
    assert await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)


async def test_unsubscribing_wins_over_every_message_that_is_not_claimed(
    database: Database,
) -> None:
    await waiting(database, 2)
    await unsubscribed(database)
    assert [due.name for due in await claim(database)] == ["Customer 1"]
    await claim(database)
    first = (
        "SELECT channel, state, error FROM message WHERE contact_id = (SELECT MIN(id) FROM contact)"
    )
    assert [row["state"] for row in await rows(database, first)] == ["suppressed"] * 2
    assert "failed" in await column(database, INVITATIONS)


async def test_unsubscribing_stops_retries_fallbacks_and_reminders(database: Database) -> None:
    await waiting(database, reminders=[{"after": "2d"}])
    await send_all(database)
    await unsubscribed(database)
    assert await claim(database, NOW + timedelta(days=3)) == []
    assert await column(database, STATES) == ["sent", "suppressed"]


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_an_unsubscribe_that_overtakes_a_claim_before_its_commit_wins(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite has one writer: there nobody can come between."""
    await waiting(database)
    transact = PostgresDatabase._transact

    async def overtaken(self: PostgresDatabase, work: Work[Any], whole: bool) -> Any:
        async def work_and_wait(tx: Transaction) -> Any:
            found = await work(tx)
            monkeypatch.setattr(PostgresDatabase, "_transact", transact)
            await unsubscribed(database)
            return found

        return await transact(self, work_and_wait, whole)

    monkeypatch.setattr(PostgresDatabase, "_transact", overtaken)
    assert await claim(database) == []
    assert await column(database, STATES) == ["suppressed", "queued"]


async def test_unsubscribe_and_claim_race_and_the_order_of_commits_decides(
    databases: list[Database],
) -> None:
    await waiting(databases[0], 30, channels=["email"])
    ids = await column(databases[0], "SELECT id FROM invitation ORDER BY id")
    before: set[int] = set()

    async def leave(number: int, invitation_id: int) -> None:
        await unsubscribe(databases[number % len(databases)], KEYRING, invitation_id, NOW)
        before.add(invitation_id)

    async def take(number: int) -> None:
        for _ in range(8):
            gone = set(before)
            due = await claim(databases[number % len(databases)], limit=2, worker=f"w{number}")
            assert not gone & {one.invitation_id for one in due}

    await asyncio.gather(
        *(leave(number, one) for number, one in enumerate(ids)),
        *(take(number) for number in range(2)),
    )


async def test_a_worker_that_dies_loses_its_claims_only(database: Database) -> None:
    await waiting(database, 4)
    await claim(database, limit=2, worker="dead")
    alive = await claim(database, NOW + timedelta(minutes=10), limit=2, worker="alive")
    later = NOW + LEASE + timedelta(minutes=1)
    assert await outbox(database).reap(later) == 2
    done = [Outcome(due, "sent") for due in alive]
    assert await outbox(database, "alive").record(done, later) == [True, True]
    assert sorted(await column(database, STATES)) == ["sent", "sent", "unknown", "unknown"]


async def test_outcomes_of_one_batch_are_told_apart(database: Database) -> None:
    await waiting(database, 4, channels=["email"])
    due = await claim(database)
    mixed = [
        Outcome(due[0], "sent"),
        Outcome(due[1], "failed", error="550"),
        Outcome(replace(due[2], attempts=7), "sent"),  # not a claim that we have
        Outcome(due[3], "queued", error="450"),
    ]
    assert await outbox(database).record(mixed, NOW) == [True, True, False, True]
    assert await column(database, STATES) == ["sent", "failed", "claimed", "queued"]
    assert await column(database, INVITATIONS) == ["asked", "failed", "waiting", "waiting"]


async def test_a_large_batch_of_outcomes_is_written_down_to_the_last(database: Database) -> None:
    await waiting(database, 150, channels=["email"])
    due = await claim(database, limit=150)
    kinds = [("sent", "<1@a.example>", None, None), ("failed", None, "550", "no such user")]
    mixed = [Outcome(one, *kinds[number % 2]) for number, one in enumerate(due)]  # type: ignore[arg-type]
    assert await outbox(database).record(mixed, NOW) == [True] * 150
    found = await rows(database, "SELECT state, provider_id, code, error FROM message ORDER BY id")
    assert [tuple(row.values()) for row in found] == kinds * 75


async def test_the_version_that_was_decided_on_is_the_one_that_is_sent(database: Database) -> None:
    await waiting(database)
    await publish(database, survey(name="Renamed"))
    await post(database, event(5))
    await decide_all(database)
    names = [due.definition.name for due in await claim(database)]
    assert names == ["After a purchase", "Renamed"]


def test_a_lease_is_longer_than_any_one_send() -> None:
    assert timedelta(minutes=10) < outbox_module.LEASE


async def test_a_message_that_is_claimed_late_at_night_goes_out_in_the_morning(
    database: Database,
) -> None:
    night = {"from": "21:00", "to": "08:00", "days": ["sun"]}
    await publish(database, survey(quiet_hours=night))
    saturday = datetime(2026, 11, 7, 13, 59, tzinfo=UTC)  # 20:59 in Jakarta
    await happen(database, event(1), now=saturday)
    assert await send_all(database, saturday + timedelta(minutes=2)) == []
    assert await value(database, "SELECT state FROM message") == "queued"
    monday = datetime(2026, 11, 9, 1, 0, tzinfo=UTC)
    assert await send_all(database, monday - timedelta(seconds=1)) == []
    assert len(await send_all(database, monday)) == 1


@pytest.mark.parametrize(("grade", "reminded"), [(0, 2), (1, 2), (2, 1)])
async def test_whoever_looked_at_the_page_is_spared_a_reminder_but_a_scanner_spares_nobody(
    database: Database, grade: int, reminded: int
) -> None:
    reminders = [{"after": "2d", "unless": "opened"}, {"after": "4d"}]
    await publish(database, survey(reminders=reminders))
    await happen(database, event(1))
    [due] = await send_all(database)
    click = Click("seen", 9, grade, "visit", NOW + timedelta(hours=1))
    await note_clicks(database, [Logged(due.invitation_id, click, {})])
    sent = [
        one.number
        for days in (2, 4)
        for one in await send_all(database, NOW + timedelta(days=days))
    ]
    assert len(sent) == reminded
    assert sent[-1] == 1
