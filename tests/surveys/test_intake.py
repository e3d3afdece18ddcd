import asyncio
import json
import sqlite3
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.database import Database
from surveys.deciding import reason_codes
from surveys.errors import Unavailable
from surveys.event import EventBody
from surveys.instant import to_micros
from surveys.intake import MOST_ATTEMPTS
from surveys.rules import rules
from surveys.situation import Situation, Verdict
from surveys.suppression import unsubscribe
from tests.cast import (
    KEYRING,
    NOW,
    answer,
    column,
    customer,
    decide_all,
    empty,
    event,
    happen,
    intake,
    invitation_of,
    invite,
    post,
    publish,
    rows,
    send_all,
    survey,
    value,
)

COUNT = "SELECT COUNT(*) FROM invitation"
DECISIONS = "SELECT event_id, outcome, rule, reason, sentence FROM decision ORDER BY id"
STATES = "SELECT state FROM invitation ORDER BY id"


@pytest.mark.parametrize("together", [True, False])
async def test_who_is_asked_too_often_is_told_which_invitation_it_was(
    database: Database, together: bool
) -> None:
    """Also when both are decided about in one batch, and the first has no id yet."""
    await publish(database, survey(throttle={"days": 30}))
    batches = [[event(1), event(2, 1)]] if together else [[event(1)], [event(2, 1)]]
    for batch in batches:
        await happen(database, *batch)
    [number] = await column(database, "SELECT id FROM invitation")
    [said] = await column(database, "SELECT inputs FROM decision WHERE reason = 'throttled'")
    assert json.loads(said)["invitation"] == number


async def test_an_event_becomes_a_decision_an_invitation_and_a_message(database: Database) -> None:
    live = await publish(database, survey(delay="1h"))
    [event_id] = await happen(database, event(1, properties={"store": "A", "team": 7, "vip": True}))
    due = to_micros(NOW + timedelta(hours=1))
    [decision] = await rows(database, "SELECT * FROM decision")
    assert (decision["event_id"], decision["outcome"]) == (event_id, "scheduled")
    assert (decision["until"], decision["version"]) == (due, 1)
    [invitation] = await rows(database, "SELECT * FROM invitation")
    assert (invitation["survey_id"], invitation["state"]) == (live.survey_id, "waiting")
    assert json.loads(invitation["segments"]) == {"store": "A", "team": "7"}
    assert json.loads(invitation["channels"]) == ["email", "sms"]
    assert invitation["due_at"] == due
    assert invitation["expires_at"] == to_micros(NOW + timedelta(days=28, hours=1))
    [message] = await rows(database, "SELECT * FROM message")
    assert message["invitation_id"] == invitation["id"]
    assert (message["state"], message["kind"], message["channel"]) == ("queued", "first", "email")
    assert message["due_at"] == due
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 0


async def test_an_event_is_evaluated_once_however_often_it_is_repeated(database: Database) -> None:
    await publish(database, survey())
    for _ in range(3):
        await happen(database, event(1), event(1))
    assert await value(database, COUNT) == 1
    assert await value(database, "SELECT COUNT(*) FROM message") == 1
    assert await value(database, "SELECT COUNT(*) FROM decision") == 1


async def test_even_an_event_that_is_evaluated_again_invites_nobody_twice(
    database: Database,
) -> None:
    await publish(database, survey())
    [event_id] = await happen(database, event(1))
    again = {"event_id": event_id, "due_at": 0}
    await database.transact(lambda tx: tx.insert("inbox", [again]))
    await decide_all(database)
    assert await value(database, COUNT) == 1
    assert await value(database, "SELECT COUNT(*) FROM message") == 1
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 0


async def test_parallel_workers_share_the_work_and_invite_each_person_once(
    databases: list[Database],
) -> None:
    await publish(databases[0], survey())
    await publish(databases[0], survey("csat", kind="csat"))
    await post(databases[0], *(event(number) for number in range(60)))
    done = await asyncio.gather(
        *(intake(databases[n % len(databases)]).run(NOW, limit=7) for n in range(24))
    )
    assert sum(done) == 60
    assert await value(databases[0], COUNT) == 120
    assert await value(databases[0], "SELECT COUNT(*) FROM decision") == 120
    assert await value(databases[0], "SELECT COUNT(DISTINCT contact_id) FROM invitation") == 60


async def test_parallel_workers_ask_one_person_once_whatever_they_know_them_by(
    databases: list[Database],
) -> None:
    await publish(databases[0], survey(throttle={"days": 30, "across": "all"}))
    await happen(databases[0], event(0, type="other.thing"))  # makes the contact
    for number in range(8):
        keys = [
            {"id": "customer-0"},
            {"email": "customer-0@example.com"},
            {"phone": "+6281200000000"},
        ]
        later = NOW + timedelta(days=31 * number)
        await post(
            databases[0],
            *(event(10 * number + n + 1, customer=keys[n]) for n in range(3)),
            now=later,
        )
        await asyncio.gather(
            *(intake(databases[n % len(databases)]).run(later, limit=1) for n in range(6))
        )
        assert await value(databases[0], COUNT) == number + 1
        await send_all(databases[0], later)
    assert await value(databases[0], "SELECT COUNT(*) FROM inbox") == 0


async def test_an_event_is_not_due_before_its_time(database: Database) -> None:
    await post(database, event(1))
    assert await intake(database).run(NOW - timedelta(seconds=1)) == 0
    assert await intake(database).run(NOW) == 1


async def test_each_survey_that_listens_decides_for_itself(database: Database) -> None:
    await publish(database, survey("always"))
    await publish(database, survey("never", sample="0%"))
    await publish(database, survey("deaf", trigger={"on": "ticket.resolved"}))
    await happen(database, event(1))
    reasons = await rows(
        database,
        "SELECT s.key, d.reason FROM decision d JOIN survey s ON s.id = d.survey_id ORDER BY s.key",
    )
    assert reasons == [
        {"key": "always", "reason": "scheduled"},
        {"key": "never", "reason": "not_in_sample"},
    ]


@pytest.mark.parametrize(
    ("overrides", "about", "reason", "sentence"),
    [
        ({}, {"type": "a.b"}, "no_survey", "No survey listens for a.b."),
        ({}, {"customer": customer(1, email=None, phone=None)}, "no_contact", "no usable email"),
        ({}, {"customer": {}}, "no_contact", "no usable email"),
        ({}, {"customer": {"email": "a@b, evil@x"}}, "no_contact", "no usable email"),
        ({"channels": ["fax"]}, {}, "no_channel", "Not switched on: fax."),
        ({}, {"occurred_at": "2026-01-01T00:00:00Z"}, "too_old", "longer ago than the survey"),
        ({"sample": "0%"}, {}, "not_in_sample", "The survey asks 0 % of events"),
        (
            {"trigger": {"on": "purchase.completed", "where": {"vip": True}}},
            {"properties": {"vip": False}},
            "where_not_met",
            "The survey asks for vip = True; the event has False.",
        ),
    ],
)
async def test_an_event_without_a_message_has_a_reason_that_a_person_can_read(
    database: Database, overrides: dict[str, Any], about: dict[str, Any], reason: str, sentence: str
) -> None:
    await publish(database, survey(**overrides))
    await happen(database, event(1, **about))
    [decision] = await rows(database, DECISIONS)
    assert (decision["outcome"], decision["reason"]) == ("skipped", reason)
    assert sentence in decision["sentence"]
    assert await value(database, COUNT) == 0


async def test_whoever_unsubscribed_is_not_asked_again_by_any_survey(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database, customer=customer(7))
    await unsubscribe(database, KEYRING, await invitation_of(database, token), NOW)
    await publish(database, survey("other", trigger={"on": "ticket.resolved"}))
    await happen(database, event(2, 7, type="ticket.resolved"))
    assert (await rows(database, DECISIONS))[-1]["reason"] == "suppressed"


async def test_the_throttle_counts_across_batches_and_within_one(database: Database) -> None:
    await publish(database, survey(throttle={"days": 30, "across": "all"}))
    await happen(database, event(1, 1), event(2, 1), event(3, 2))
    await send_all(database)
    await happen(database, event(4, 1), now=NOW + timedelta(days=29))
    await happen(database, event(5, 1), now=NOW + timedelta(days=30))
    assert await column(database, "SELECT reason FROM decision ORDER BY event_id") == [
        "scheduled",
        "throttled",
        "scheduled",
        "throttled",
        "scheduled",
    ]


async def test_the_throttle_counts_from_when_somebody_was_asked_not_from_the_event(
    database: Database,
) -> None:
    await publish(database, survey(delay="40d", throttle={"days": 30}))
    await happen(database, event(1, 1))  # asked on day 40
    asked = NOW + timedelta(days=40)
    await send_all(database, asked)
    await publish(database, survey(throttle={"days": 30}))
    await happen(database, event(2, 1), now=asked + timedelta(days=5))
    assert await column(database, "SELECT reason FROM decision ORDER BY event_id") == [
        "scheduled",
        "throttled",
    ]


async def test_a_message_that_is_overdue_counts_as_asked_now(database: Database) -> None:
    await publish(database, survey(throttle={"days": 3}))
    await happen(database, event(1, 1))
    later = NOW + timedelta(days=4)  # nobody was sending
    await happen(database, event(2, 1), now=later)
    await send_all(database, later)
    await happen(database, event(3, 1), now=later + timedelta(days=2))
    await happen(database, event(4, 1), now=later + timedelta(days=3))
    assert await column(database, "SELECT reason FROM decision ORDER BY event_id") == [
        "scheduled",
        "throttled",
        "throttled",
        "scheduled",
    ]


@pytest.mark.parametrize("together", [True, False])
async def test_a_newer_event_takes_the_place_of_one_that_still_waits(
    database: Database, together: bool
) -> None:
    throttle = {"days": 30, "when_hit": "replace"}
    await publish(database, survey(delay="1h", throttle=throttle))
    if together:
        await happen(database, event(1, 1), event(2, 1))
    else:
        await happen(database, event(1, 1))
        await happen(database, event(2, 1), now=NOW + timedelta(minutes=30))
    assert await column(database, STATES) == ["withdrawn", "waiting"]
    first, second = await rows(database, "SELECT state, error FROM message ORDER BY id")
    assert (first["state"], second["state"]) == ("withdrawn", "queued")
    assert "gave way to a newer one" in first["error"]


TICKETS = {"trigger": {"on": "ticket.resolved"}, "withdraw_on": "ticket.reopened"}


def ticket(number: int, kind: str, about: str = "T1", person: int = 1) -> EventBody:
    return event(number, person, type=f"ticket.{kind}", properties={"ticket_id": about})


@pytest.mark.parametrize("together", [True, False])
@pytest.mark.parametrize("throttle", [None, {"days": 30, "across": "all"}])
async def test_a_reopened_ticket_takes_its_survey_back_and_the_next_resolve_asks_again(
    database: Database, together: bool, throttle: dict[str, Any] | None
) -> None:
    await publish(database, survey(delay="1h", throttle=throttle, **TICKETS))
    events = [ticket(1, "resolved"), ticket(2, "reopened"), ticket(3, "resolved")]
    if together:
        await happen(database, *events)
    else:
        for number, body in enumerate(events):
            await happen(database, body, now=NOW + timedelta(minutes=number))
    assert await column(database, "SELECT reason FROM decision ORDER BY id") == [
        "scheduled",
        "withdrawn_on",
        "scheduled",
    ]
    assert await column(database, STATES) == ["withdrawn", "waiting"]
    assert await column(database, "SELECT state FROM message ORDER BY id") == [
        "withdrawn",
        "queued",
    ]
    sentence = (await rows(database, DECISIONS))[1]["sentence"]
    assert sentence == "ticket.reopened withdraws unanswered invitations: 1 taken back."


async def test_each_resolve_asks_anew_and_an_older_link_never_counts(database: Database) -> None:
    await publish(database, survey(reminders=[{"after": "2d"}], **TICKETS))
    for round_ in range(3):
        now = NOW + timedelta(hours=round_)
        await happen(database, ticket(2 * round_, "resolved"), now=now)
        await send_all(database, now)
        await happen(database, ticket(2 * round_ + 1, "reopened"), now=now)
    await happen(database, ticket(9, "resolved"), now=NOW + timedelta(hours=5))
    assert await column(database, STATES) == ["withdrawn"] * 3 + ["waiting"]
    tokens = await column(database, "SELECT token FROM invitation ORDER BY id")
    assert [await answer(database, token, 1) for token in tokens[:3]] == ["withdrawn"] * 3
    assert await answer(database, tokens[3], 9) == "recorded"
    reminders = "SELECT DISTINCT state FROM message WHERE kind = 'reminder'"
    assert await column(database, reminders) == ["withdrawn"]
    # all of it is final: an answered survey is neither taken back nor asked again by the reopening
    await happen(database, ticket(10, "reopened"), now=NOW + timedelta(hours=6))
    assert await column(database, STATES) == ["withdrawn"] * 3 + ["answered"]
    await happen(database, ticket(11, "resolved"), now=NOW + timedelta(hours=7))
    assert (await column(database, STATES))[-1] == "waiting"


async def test_only_the_ticket_that_was_reopened_is_taken_back(database: Database) -> None:
    await publish(database, survey(**TICKETS))
    await happen(database, ticket(1, "resolved", "T1"), ticket(2, "resolved", "T2"))
    await happen(database, ticket(3, "reopened", "T2"))
    assert await column(database, STATES) == ["waiting", "withdrawn"]


async def test_another_person_s_survey_is_not_taken_back(database: Database) -> None:
    await publish(database, survey(**TICKETS))
    await happen(database, ticket(1, "resolved"), ticket(2, "reopened", person=2))
    assert await column(database, STATES) == ["waiting"]


async def test_an_answered_survey_is_not_taken_back(database: Database) -> None:
    await publish(database, survey(**TICKETS))
    await happen(database, ticket(1, "resolved"))
    await send_all(database)
    await answer(database, await value(database, "SELECT token FROM invitation"), 3)
    await happen(database, ticket(2, "reopened"))
    assert await column(database, STATES) == ["answered"]


async def test_an_event_that_would_take_something_back_says_so_of_nobody(
    database: Database,
) -> None:
    await publish(database, survey(**TICKETS))
    await happen(database, event(1, type="ticket.reopened", customer={}))
    [decision] = await rows(database, DECISIONS)
    assert decision["reason"] == "withdrawn_on"
    assert decision["sentence"].endswith("0 taken back.")


async def test_a_survey_that_is_published_while_the_rules_begin_hears_the_next_event(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    transact, late = database.transact, asyncio.Event()

    async def after_the_survey_and_an_event(*work: Any, **how: Any) -> Any:
        if not late.is_set():
            late.set()
            await publish(database, survey())
            await post(database, event(1))
        return await transact(*work, **how)

    monkeypatch.setattr(database, "transact", after_the_survey_and_an_event)
    await intake(database).run(NOW)
    assert await column(database, "SELECT outcome FROM decision") == ["scheduled"]


async def test_the_language_is_the_customer_s_and_the_version_the_live_one(
    database: Database,
) -> None:
    await publish(database, survey())
    texts = {"en": {"question": "How?"}, "id": {"question": "Apa?"}}
    await publish(database, survey(texts=texts))
    await happen(database, event(1, customer=customer(1, locale="id_ID")))
    [row] = await rows(database, "SELECT version, language FROM invitation")
    assert row == {"version": 2, "language": "id"}


@pytest.fixture
def poisoned(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Events, by their id, that break a rule which looks at them."""
    bad: set[str] = set()
    whole = rules()["delay"]

    class Broken:
        ORDER, REASONS = whole.ORDER, whole.REASONS

        @staticmethod
        def apply(situation: Situation) -> Verdict:
            if situation.event_key.removeprefix("shop/") in bad:
                raise ZeroDivisionError("a bug")
            return whole.apply(situation)

    monkeypatch.setitem(rules(), "delay", Broken)
    return bad


async def test_a_poisoned_event_is_put_aside_and_its_neighbours_go_on(
    database: Database, poisoned: set[str]
) -> None:
    poisoned.add("order-3")
    await publish(database, survey())
    await happen(database, *(event(number) for number in range(6)))
    assert await value(database, COUNT) == 5
    [waiting] = await rows(database, "SELECT attempts, error, due_at FROM inbox")
    assert waiting["attempts"] == 1
    assert waiting["error"] == "ZeroDivisionError: a bug"
    assert waiting["due_at"] == to_micros(NOW + timedelta(minutes=1))
    assert await intake(database).run(NOW) == 0  # it does not come back before its time


async def test_a_poisoned_event_is_tried_five_times_and_then_has_failed(
    database: Database, poisoned: set[str]
) -> None:
    poisoned.add("order-1")
    await publish(database, survey())
    now = NOW
    await post(database, event(1))
    for attempt in range(MOST_ATTEMPTS):
        assert await value(database, "SELECT COUNT(*) FROM inbox") == 1
        assert await intake(database).run(now) == 1
        now += timedelta(minutes=2**attempt)
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 0
    [decision] = await rows(database, DECISIONS)
    assert (decision["outcome"], decision["reason"]) == ("skipped", "failed")
    assert decision["sentence"] == ("Could not be evaluated in 5 tries: ZeroDivisionError: a bug")
    assert await value(database, COUNT) == 0
    assert await value(database, "SELECT COUNT(*) FROM contact") == 0


async def test_an_outage_in_the_middle_of_a_batch_is_no_try_of_its_events(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorname = "SQLITE_FULL"
    outage = {"sqlite": full, "postgres": asyncpg.DeadlockDetectedError("deadlock detected")}

    class Away:
        ORDER = 0

        @staticmethod
        def apply(situation: Situation) -> None:
            raise outage[database.dialect]

    await publish(database, survey())
    await post(database, event(1))
    with monkeypatch.context() as patch:
        patch.setitem(rules(), "delay", Away)
        with pytest.raises(Unavailable):
            await intake(database).run(NOW)
    assert await rows(database, "SELECT attempts, error FROM inbox") == [
        {"attempts": 0, "error": None}
    ]
    assert await intake(database).run(NOW) == 1


async def test_a_poisoned_event_that_is_cured_is_evaluated_after_all(
    database: Database, poisoned: set[str]
) -> None:
    poisoned.add("order-1")
    await publish(database, survey())
    await happen(database, event(1))
    poisoned.clear()
    assert await intake(database).run(NOW + timedelta(minutes=1)) == 1
    assert await value(database, COUNT) == 1


keys = st.sampled_from(["one", "two"])
definitions = st.fixed_dictionaries(
    {},
    optional={
        "delay": st.sampled_from(["0s", "2h"]),
        "sample": st.sampled_from(["50%", "0%"]),
        "channels": st.sampled_from([["sms"], ["fax"], ["email", "sms"]]),
        "throttle": st.fixed_dictionaries(
            {"days": st.just(3), "when_hit": st.sampled_from(["skip", "defer", "replace"])},
            optional={"across": st.just("all")},
        ),
        "quiet_hours": st.just({"from": "16:00", "to": "19:00"}),  # now, in Jakarta
        "withdraw_on": st.sampled_from(["ticket.reopened", "purchase.completed"]),
        "expires": st.sampled_from(["1d", "5d"]),
    },
)
happenings = st.lists(
    st.tuples(
        st.integers(0, 40),  # which event: repeats come
        st.integers(0, 3),  # whose
        st.sampled_from(["purchase.completed", "ticket.reopened", "something.else"]),
        st.sampled_from([{}, {"email": None}, {"phone": None}, {"email": None, "phone": None}]),
        st.integers(-60, 0),  # hours ago
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=40)
@given(
    surveys=st.dictionaries(keys, definitions, max_size=2),
    days=st.lists(happenings, min_size=1, max_size=4),
)
async def test_every_event_leads_to_a_message_or_to_a_reason(
    database: Database, surveys: dict[str, Any], days: list[list[Any]]
) -> None:
    await empty(database)
    for key, overrides in surveys.items():
        await publish(database, survey(key, **overrides))
    for day, batch in enumerate(days):
        now = NOW + timedelta(days=day)
        bodies = [
            event(
                number,
                type=kind,
                customer=customer(person, **without),
                occurred_at=(now + timedelta(hours=ago)).isoformat(),
            )
            for number, person, kind, without, ago in batch
        ]
        await happen(database, *bodies, now=now)
        if day % 2:
            await send_all(database, now)
    await everything_is_explained(database)


async def everything_is_explained(database: Database) -> None:
    decisions = await rows(database, "SELECT * FROM decision")
    for decision in decisions:
        assert decision["reason"] in reason_codes()
        assert decision["sentence"].endswith(".")
    explained = {decision["event_id"] for decision in decisions}
    assert explained == set(await column(database, "SELECT id FROM event"))

    pairs = "SELECT event_id, survey_id FROM"
    granted = {(d["event_id"], d["survey_id"]) for d in decisions if d["outcome"] != "skipped"}
    invited = [tuple(row.values()) for row in await rows(database, f"{pairs} invitation")]
    assert len(invited) == len(set(invited))
    assert set(invited) == granted

    unsent = await rows(
        database,
        "SELECT m.state, m.error FROM invitation i LEFT JOIN message m ON m.invitation_id = i.id",
    )
    assert all(row["state"] in ("queued", "sent") or row["error"] for row in unsent)
    assert await value(database, "SELECT COUNT(*) FROM inbox") == 0
