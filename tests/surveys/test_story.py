from datetime import timedelta

import pytest

from surveys.database import Database
from surveys.delivery import Outcome
from surveys.errors import NotFound
from surveys.story import story_of
from tests.cast import (
    NOW,
    answer,
    claim,
    event,
    happen,
    outbox,
    post,
    publish,
    send_all,
    survey,
    value,
)


async def test_an_event_that_waits_has_no_decision_yet(database: Database) -> None:
    [accepted] = await post(database, event(1, properties={"amount": 12.5}))
    story = await story_of(database, accepted.event_id)
    assert story["id"] == f"evt_{accepted.event_id}"
    assert (story["source"], story["external_id"]) == ("shop", "order-1")
    assert (story["state"], story["decisions"], story["invitations"]) == ("waiting", [], [])
    assert story["occurred_at"] == story["received_at"] == NOW.isoformat()
    assert story["customer"]["email"] == "customer-1@example.com"
    assert story["properties"] == {"amount": 12.5}


async def test_it_tells_what_was_decided_and_what_was_sent(database: Database) -> None:
    await publish(database, survey())
    await publish(database, survey("rare", sample="0%"))
    [event_id] = await happen(database, event(1, properties={"store": "A"}))
    [due] = await claim(database)
    await outbox(database).record([Outcome(due, "failed", code="5.1.1", error="no such user")], NOW)
    await send_all(database, NOW + timedelta(seconds=1))
    await answer(database, await value(database, "SELECT token FROM invitation"), 9)
    story = await story_of(database, event_id)
    assert story["state"] == "decided"
    assert [(d["survey"], d["outcome"]) for d in story["decisions"]] == [
        ("nps-after-purchase", "scheduled"),
        ("rare", "skipped"),
    ]
    assert story["decisions"][1]["inputs"]["sample"] == 0
    [invitation] = story["invitations"]
    assert (invitation["state"], invitation["segments"]) == ("answered", {"store": "A"})
    assert invitation["answered_at"] == NOW.isoformat()
    assert "token" not in invitation
    assert [(m["channel"], m["state"], m["code"]) for m in invitation["messages"]] == [
        ("email", "failed", "5.1.1"),
        ("sms", "sent", None),
    ]


async def test_there_is_no_story_of_an_unknown_event(database: Database) -> None:
    with pytest.raises(NotFound):
        await story_of(database, 4711)
