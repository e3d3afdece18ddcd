"""The list of invitations and what became of each."""

from datetime import timedelta
from typing import Any

from surveys import invitations
from surveys.answering import retract
from surveys.database import Database
from surveys.invitations import Filter
from tests.cast import (
    NOW,
    answer,
    column,
    customer,
    event,
    happen,
    invitation_of,
    invite,
    publish,
    send_all,
    survey,
)

HOUR = timedelta(hours=1)


async def listed(database: Database, **wanted: Any) -> list[dict[str, Any]]:
    return (await invitations.page(database, Filter(**wanted)))[0]


async def test_one_tells_its_way_from_the_event_to_the_answer(database: Database) -> None:
    await publish(database, survey())
    [event_id] = await happen(database, event(1, properties={"store": "Bali"}))
    [made] = await listed(database)
    assert (made["state"], made["sent_at"], made["response"]) == ("waiting", None, None)
    assert made["event"] == f"evt_{event_id}"
    assert (made["survey"], made["version"]) == ("nps-after-purchase", 1)
    assert made["segments"] == {"store": "Bali"}
    assert made["channels"] == ["email", "sms"]
    assert made["contact"]["id"] == "customer-1"
    await send_all(database, NOW)
    [token] = await column(database, "SELECT token FROM invitation")
    assert (await listed(database))[0]["state"] == "asked"
    await answer(database, token, 9)
    [answered] = await listed(database)
    assert (answered["state"], answered["sent_at"]) == ("answered", NOW.isoformat())
    [response] = await column(database, "SELECT id FROM response")
    assert answered["response"] == f"res_{response}"
    assert answered["id"] == await invitation_of(database, token)
    await retract(database, [response], NOW)
    assert (await listed(database))[0]["response"] is None


async def test_each_filter_narrows_the_list(database: Database) -> None:
    one = await publish(database, survey())
    await publish(database, survey("csat", kind="csat", trigger={"on": "ticket.resolved"}))
    [token] = await invite(database, customer=customer(1))
    await answer(database, token, 3)
    await invite(database, now=NOW + HOUR, customer=customer(2), type="ticket.resolved")
    for wanted, found in (
        ({}, ["customer-2", "customer-1"]),
        ({"survey_id": one.survey_id}, ["customer-1"]),
        ({"state": "answered"}, ["customer-1"]),
        ({"state": "expired"}, []),
        ({"contact": "customer-2@example.com"}, ["customer-2"]),
        ({"contact": "customer-2", "state": "answered"}, []),
        ({"start": NOW + HOUR}, ["customer-2"]),
        ({"end": NOW + HOUR}, ["customer-1"]),
        ({"limit": 1}, ["customer-2"]),
    ):
        assert [e["contact"]["id"] for e in await listed(database, **wanted)] == found, wanted  # type: ignore[arg-type]
