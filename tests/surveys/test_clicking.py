from datetime import timedelta

import pytest

from surveys.catalogue import Catalogue
from surveys.clicking import Logged, find_all
from surveys.database import Database
from surveys.delivery import Outcome
from surveys.evidence import Click
from surveys.instant import to_micros
from surveys.outbox import LEASE
from surveys.settling import settle_after
from tests.cast import (
    NOW,
    answer,
    claim,
    column,
    customer,
    event,
    happen,
    invitation_of,
    invite,
    note_clicks,
    outbox,
    publish,
    rows,
    survey,
)

STATES = "SELECT state FROM message ORDER BY id"


async def test_a_token_leads_to_its_invitation(database: Database, catalogue: Catalogue) -> None:
    live = await publish(database, survey())
    [token] = await invite(database, customer=customer(1, locale="id"), properties={"store": "A"})
    [link] = await find_all(database, catalogue, [token])
    assert link is not None
    assert link.invitation_id == await invitation_of(database, token)
    assert link.survey == live
    assert (link.state, link.locale, link.name) == ("asked", "id", "Customer 1")
    assert link.segments == {"store": "A"}
    assert link.expires_at == NOW + timedelta(days=28)
    assert (link.score, link.comment, link.answers) == (None, None, {})


async def test_a_token_leads_to_the_answer_that_was_given(
    database: Database, catalogue: Catalogue
) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    await answer(database, token, 0, comment="No", answers={"q": [1]})
    [link] = await find_all(database, catalogue, [token])
    assert link is not None
    assert (link.state, link.score, link.comment) == ("answered", 0, "No")
    assert link.answers == {"q": [1]}


async def test_a_response_that_counts_no_more_is_not_shown(
    database: Database, catalogue: Catalogue
) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    for number in range(3):
        await answer(database, token, number, NOW + timedelta(seconds=number), visit=str(number))
    [link] = await find_all(database, catalogue, [token])
    assert link is not None
    assert link.score is None


@pytest.mark.parametrize(
    "token", ["", "x", "a" * 22, "\x00", "a\x00b", "\ud800", "é", "' OR 1=1 --", "a" * 100_000]
)
async def test_anything_else_leads_nowhere(
    database: Database, catalogue: Catalogue, token: str
) -> None:
    await publish(database, survey())
    await invite(database)
    assert await find_all(database, catalogue, [token]) == [None]


async def test_a_token_is_exact(database: Database, catalogue: Catalogue) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    others = (token[:-1], token + "a", token.swapcase(), f" {token}", f"{token}%")
    assert await find_all(database, catalogue, others) == [None] * 5


async def test_a_click_is_written_down_with_its_evidence(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    number = await invitation_of(database, token)
    clicks = [
        Logged(number, Click("open", 9, 1, "v", NOW), {"ua": "x"}),
        Logged(number, Click("seen", 9, 2, "v", NOW), {}, settle_after(NOW, 30)),
    ]
    await note_clicks(database, clicks)
    found = await rows(
        database, "SELECT action, score, grade, at, settle_at FROM click ORDER BY id"
    )
    assert found == [
        {"action": "open", "score": 9, "grade": 1, "at": to_micros(NOW), "settle_at": None},
        {
            "action": "seen",
            "score": 9,
            "grade": 2,
            "at": to_micros(NOW),
            "settle_at": to_micros(NOW + timedelta(seconds=30)),
        },
    ]


async def test_a_click_during_the_send_proves_the_arrival_as_well(database: Database) -> None:
    await publish(database, survey())
    await happen(database, event(1), event(2), event(3))
    one, two, three = await claim(database)
    clicked = NOW + timedelta(seconds=5)
    clicks = [
        Logged(due.invitation_id, Click("open", None, 0, "", clicked), {}) for due in (one, two)
    ]
    await note_clicks(database, clicks)
    assert await column(database, STATES) == ["claimed"] * 3
    await outbox(database).record([Outcome(one, "unknown")], NOW)
    await outbox(database).reap(NOW + LEASE + timedelta(seconds=1))
    assert await column(database, STATES) == ["sent", "sent", "unknown"]
    states = await rows(database, "SELECT id, state FROM invitation ORDER BY id")
    assert {row["id"]: row["state"] for row in states} == {
        one.invitation_id: "asked",
        two.invitation_id: "asked",
        three.invitation_id: "waiting",
    }


async def test_a_click_leaves_messages_of_known_outcome_alone(database: Database) -> None:
    await publish(database, survey(channels=["email", "sms"]))
    await happen(database, event(1))
    [due] = await claim(database)
    await outbox(database).record([Outcome(due, "failed")], NOW)
    await note_clicks(database, [Logged(due.invitation_id, Click("open", None, 0, "", NOW), {})])
    assert await column(database, STATES) == ["failed", "queued"]
