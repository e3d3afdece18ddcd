"""Mails that come back, and what follows for the message, the address and the scores."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys import receipts
from surveys.bounces import SPAN
from surveys.database import Database
from surveys.delivery import Due, Outcome
from surveys.receipts import BOUNCES_WITHIN, News, NewsState
from surveys.rollups import fold_sent, rebuild
from surveys.suppression import on_contact
from tests.cast import (
    KEYRING,
    NOW,
    answer,
    claim,
    column,
    customer,
    empty,
    event,
    happen,
    outbox,
    publish,
    rows,
    run,
    send_all,
    survey,
    value,
)

LATER = NOW + timedelta(hours=1)
END = NOW + timedelta(days=28)
EMAIL = "customer-1@example.com"
MESSAGES = "SELECT channel, kind, state FROM message ORDER BY id"
INVITATION = "SELECT state FROM invitation"
SUPPRESSED = "SELECT reason FROM suppression ORDER BY reason"


async def mailed(database: Database, number: int = 1, **overrides: Any) -> Due:
    """A mail to customer 1 that the relay has taken; unless answered, SMS would be next."""
    await publish(database, survey(**overrides))
    await happen(database, event(number, 1))
    [due] = await send_all(database)
    return due


async def told(
    database: Database, due: Due, state: NewsState, at: Any = LATER, **more: Any
) -> bool:
    """Whether it changed anything that somebody says so."""
    return await receipts.settle(outbox(database), News(due.message_id, "", state, **more), at)


async def messages(database: Database) -> list[tuple[str, str, str]]:
    return [tuple(row.values()) for row in await rows(database, MESSAGES)]  # type: ignore[misc]


@pytest.mark.parametrize("before", ["sent", "delivered"])
async def test_after_a_bounce_the_next_channel_is_tried(database: Database, before: Any) -> None:
    due = await mailed(database, reminders=[{"after": "3d"}])
    await told(database, due, before)
    assert await told(database, due, "bounced", code="5.1.1", error="550 gone")
    assert await messages(database) == [
        ("email", "first", "bounced"),
        ("email", "reminder", "withdrawn"),
        ("sms", "fallback", "queued"),
    ]
    [row] = await rows(database, "SELECT code, error FROM message WHERE kind = 'first'")
    assert (row["code"], row["error"]) == ("5.1.1", "550 gone")
    assert [one.channel for one in await send_all(database, LATER)] == ["sms"]
    assert await value(database, INVITATION) == "asked"


async def test_a_bounce_after_the_answer_asks_nobody_again(database: Database) -> None:
    due = await mailed(database)
    await answer(database, due.token, 9)
    assert await told(database, due, "bounced")
    assert await messages(database) == [("email", "first", "bounced")]
    assert await value(database, INVITATION) == "answered"


async def test_a_bounce_that_is_told_again_follows_once(database: Database) -> None:
    due = await mailed(database)
    assert await told(database, due, "bounced", address_is_bad=True)
    before = await messages(database)
    for state in ("bounced", "sent", "delivered", "failed"):
        assert not await told(database, due, state, address_is_bad=True)
    assert await messages(database) == before
    assert await column(database, SUPPRESSED) == ["bad_address"]


@pytest.mark.parametrize(("days", "believed"), [(6, True), (8, False)])
async def test_a_bounce_is_believed_for_a_week(
    database: Database, days: int, believed: bool
) -> None:
    assert timedelta(days=7) == BOUNCES_WITHIN
    due = await mailed(database)
    at = NOW + timedelta(days=days)
    assert await told(database, due, "bounced", at, address_is_bad=True) is believed
    assert await column(database, SUPPRESSED) == ["bad_address"] * believed


@pytest.mark.parametrize(
    ("state", "invitation", "count"),
    [("bounced", "waiting", 2), ("delivered", "asked", 1), ("complained", "asked", 1)],
)
async def test_an_unknown_mail_is_settled_by_proof(
    database: Database, state: NewsState, invitation: str, count: int
) -> None:
    await publish(database, survey())
    await happen(database, event(1, 1))
    [due] = await claim(database)
    await outbox(database).record([Outcome(due, "unknown", error="the line broke")], NOW)
    assert await told(database, due, state)
    found = await messages(database)
    assert (found[0], len(found)) == (("email", "first", state), count)
    assert await value(database, INVITATION) == invitation


async def test_a_bad_address_is_the_one_that_the_mail_went_to(database: Database) -> None:
    """Not the one that the contact has by now."""
    due = await mailed(database)
    now = {"customer": customer(1, email="new@example.com"), "occurred_at": LATER}
    await happen(database, event(2, **now), now=LATER)
    assert await told(database, due, "bounced", address_is_bad=True)
    closed = await column(database, "SELECT address_digest FROM suppression")
    assert closed == [KEYRING.address_digest(EMAIL)]


async def test_nobody_s_new_address_is_closed_for_a_mail_of_unknown_fate(
    database: Database,
) -> None:
    await publish(database, survey())
    await happen(database, event(1, 1))
    [due] = await claim(database)
    await outbox(database).reap(NOW, alone=True)
    moved = {"customer": customer(1, email="new@example.com"), "occurred_at": LATER}
    await happen(database, event(2, **moved), now=LATER)
    assert await told(database, due, "bounced", address_is_bad=True)
    assert await column(database, SUPPRESSED) == []


async def test_the_address_is_known_even_if_the_mail_comes_back_before_it_is_recorded(
    database: Database,
) -> None:
    await publish(database, survey())
    await happen(database, event(1, 1))
    [due] = await claim(database)
    assert await told(database, due, "bounced", address_is_bad=True)
    closed = await column(database, "SELECT address_digest FROM suppression")
    assert closed == [KEYRING.address_digest(EMAIL)]
    assert await outbox(database).record([Outcome(due, "sent")], LATER) == [False]


async def test_the_third_soft_bounce_within_30_days_closes_the_address(database: Database) -> None:
    assert timedelta(days=30) == SPAN
    dues = [await mailed(database, number, channels=["email"]) for number in range(4)]
    at = [LATER, LATER + SPAN - timedelta(days=1), LATER + SPAN + timedelta(days=1)]
    await run(database, "UPDATE message SET ended_at = NULL")  # taken so late that none is too old
    expected: list[list[str]] = [[], [], [], ["soft_bounces"]]
    for due, when, reasons in zip(dues, [*at, at[-1]], expected, strict=True):
        assert await told(database, due, "bounced", when, may_pass=True)
        assert not await told(database, due, "bounced", when, may_pass=True)
        assert await column(database, SUPPRESSED) == reasons
    closed = await column(database, "SELECT address_digest FROM suppression")
    assert closed == [KEYRING.address_digest(EMAIL)]


async def test_three_soft_bounces_at_the_same_moment_close_the_address(
    databases: list[Database],
) -> None:
    dues = [await mailed(databases[0], number, channels=["email"]) for number in range(3)]
    told_by = zip(dues, databases * 3, strict=False)
    assert all(
        await asyncio.gather(*(told(one, due, "bounced", may_pass=True) for due, one in told_by))
    )
    assert await column(databases[0], SUPPRESSED) == ["soft_bounces"]


async def test_a_bounce_that_is_told_a_hundred_times_at_once_follows_once(
    databases: list[Database],
) -> None:
    due = await mailed(databases[0])
    tellers = (databases * 100)[:100]
    changed = await asyncio.gather(
        *(told(one, due, "bounced", address_is_bad=True) for one in tellers)
    )
    assert sum(changed) == 1
    assert await messages(databases[0]) == [
        ("email", "first", "bounced"),
        ("sms", "fallback", "queued"),
    ]


async def test_any_other_bounce_closes_nothing(database: Database) -> None:
    for number in range(4):
        due = await mailed(database, number, channels=["email"])
        assert await told(database, due, "bounced", code="5.2.2")
    assert await column(database, SUPPRESSED) == []


@pytest.mark.parametrize("before", ["sent", "delivered", "failed", "bounced"])
async def test_a_complaint_closes_every_address_of_the_contact_at_once(
    database: Database, before: Any
) -> None:
    due = await mailed(database, reminders=[{"after": "3d"}])
    await told(database, due, before)
    assert await told(database, due, "complained", NOW + timedelta(days=20))
    assert not await told(database, due, "complained", NOW + timedelta(days=20))
    assert (await messages(database))[0] == ("email", "first", "complained")
    found = await rows(database, "SELECT address_digest, reason, survey_id FROM suppression")
    contact = on_contact(await value(database, "SELECT id FROM contact"))
    assert {row["address_digest"] for row in found} == {
        KEYRING.address_digest(one) for one in (contact, EMAIL, "+6281200000001")
    }
    assert {(row["reason"], row["survey_id"]) for row in found} == {("complaint", 0)}
    assert await send_all(database, NOW + timedelta(days=21)) == []
    await happen(database, event(9, 1), now=NOW + timedelta(days=21))
    assert (await column(database, "SELECT reason FROM decision ORDER BY id"))[-1] == "suppressed"


async def test_a_complaint_wins_over_every_message_that_is_not_claimed(database: Database) -> None:
    due = await mailed(database)
    await happen(database, event(2, 1))
    assert await told(database, due, "complained")
    assert await send_all(database, LATER) == []


async def test_a_mail_that_came_back_reached_nobody_says_the_throttle(database: Database) -> None:
    throttle = {"days": 30}
    due = await mailed(database, channels=["email"], throttle=throttle)
    await told(database, due, "bounced")
    other = customer(2, email=EMAIL)
    await happen(database, event(2, customer=other), now=LATER)
    said = await column(database, "SELECT reason FROM decision ORDER BY id")
    assert said == ["scheduled", "scheduled"]


SENT = "SELECT sent, delivered, answered FROM rollup WHERE property = ''"
RECOUNT = """
SELECT COUNT(sent_at) AS sent, COUNT(*) FILTER (
    WHERE sent_at IS NOT NULL AND (state = 'answered' OR EXISTS (
        SELECT 1 FROM message AS m
        WHERE m.invitation_id = i.id AND (
            m.state IN ('claimed', 'sent', 'unknown', 'delivered', 'complained')
            OR (m.state = 'queued' AND i.state = 'asked')
        )
    ))
) AS delivered
FROM invitation AS i
"""
HAPPENINGS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from(
            ["sent", "delivered", "bounced", "complained", "answer", "fold", "send", "end"]
        ),
    ),
    max_size=16,
)


@given(happenings=HAPPENINGS)
async def test_delivered_is_sent_less_bounced_whatever_happens_in_whatever_order(
    database: Database, happenings: list[tuple[int, Any]]
) -> None:
    await empty(database)
    await publish(database, survey(segments=[]))
    await happen(database, *(event(number, number) for number in range(4)))
    dues = await send_all(database)
    for number, what in happenings:
        if what == "answer":
            await answer(database, dues[number].token, 9)
        elif what == "fold":
            await fold_sent(database, 2)
        elif what == "send":
            await send_all(database, LATER)
        elif what == "end":
            await outbox(database).expire(END)
        else:
            await told(database, dues[number], what)
    while await fold_sent(database):
        pass
    [recount] = await rows(database, RECOUNT)
    [folded] = await rows(database, SENT)
    assert (folded["sent"], folded["delivered"]) == tuple(recount.values())
    await rebuild(database)
    await fold_sent(database)
    assert await rows(database, SENT) == [folded]


async def test_a_mail_that_came_back_leaves_delivered_until_the_next_channel_is_left(
    database: Database,
) -> None:
    due = await mailed(database, channels=["email"])
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 1, 0)
    await told(database, due, "bounced")
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 0, 0)
    await told(database, due, "complained")  # so it has arrived
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 1, 0)


async def test_what_comes_back_after_the_end_was_not_delivered(database: Database) -> None:
    due = await mailed(database)
    await outbox(database).expire(END)
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 1, 0)
    assert await told(database, due, "bounced")
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 0, 0)


@pytest.mark.parametrize("claimed", [True, False])
async def test_a_next_channel_whose_time_is_over_delivers_nothing(
    database: Database, claimed: bool
) -> None:
    due = await mailed(database)
    assert await told(database, due, "bounced")
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 1, 0)  # an SMS may still arrive
    if claimed:
        assert await claim(database, END) == []
    await outbox(database).expire(END)
    await fold_sent(database)
    assert tuple((await rows(database, SENT))[0].values()) == (1, 0, 0)


async def test_what_was_never_sent_has_expired_and_not_failed(database: Database) -> None:
    await publish(database, survey())
    await happen(database, event(1, 1))
    await outbox(database).expire(END)
    assert await value(database, INVITATION) == "expired"
