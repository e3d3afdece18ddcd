"""GET /v1/events/{id}: why this person got a survey, or none."""

from typing import Any

import pytest

from service.auth import create_key
from surveys.deciding import reason_codes
from tests.service.house import House


async def test_it_tells_the_whole_way_of_an_event(house: House) -> None:
    await house.publish(delay="1h", reminders=[{"after": "3d"}])
    event_id = await house.buy(1, properties={"store": "Jakarta", "total": 12})
    story = await house.story(event_id)
    assert (story["id"], story["external_id"], story["source"]) == (event_id, "order-1", "shop")
    assert story["received_at"] == story["occurred_at"] == "2026-11-02T10:00:00+00:00"
    [decision] = story["decisions"]
    assert (decision["survey"], decision["version"]) == ("nps", 1)
    assert (decision["outcome"], decision["reason"]) == ("scheduled", "scheduled")
    assert decision["sentence"] == "Goes out by email at 2026-11-02 11:00:00 UTC."
    assert [step["reason"] for step in decision["inputs"]["steps"]] == ["delay"]
    [invitation] = story["invitations"]
    assert (invitation["state"], invitation["segments"]) == ("waiting", {"store": "Jakarta"})
    assert invitation["due_at"] == "2026-11-02T11:00:00+00:00"
    assert [one["state"] for one in invitation["messages"]] == ["queued"]
    assert "token" not in str(story)
    house.clock.forward(hours=1)
    await house.mail(1)

    async def sent() -> dict[str, Any] | None:
        found = (await house.story(event_id))["invitations"][0]
        return found if found["state"] == "asked" else None

    invitation = await house.until(sent)
    assert invitation["sent_at"] == "2026-11-02T11:00:00+00:00"
    first, reminder = invitation["messages"]
    assert (first["kind"], first["channel"], first["state"]) == ("first", "email", "sent")
    assert first["provider_id"].startswith("<")
    assert (reminder["kind"], reminder["state"]) == ("reminder", "queued")
    assert reminder["due_at"] == "2026-11-05T11:00:00+00:00"


async def test_a_key_without_the_scope_read_sees_its_own_events_only(house: House) -> None:
    event_id = await house.buy(1)
    for source, scopes, status in (
        ("shop", ["events"], 200),
        ("desk", ["events"], 404),
        ("desk", ["events", "read"], 200),
    ):
        key = await create_key("other", scopes, source, house.clock())
        headers = {"Authorization": f"Bearer {key}"}
        answer = await house.web.get(f"/v1/events/{event_id}", headers=headers)
        assert (source, scopes, answer.status_code) == (source, scopes, status)


SKIPPED: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "where_not_met": ({"trigger": {"on": "a.b", "where": {"channel": ["email"]}}}, {}),
    "not_in_sample": ({"sample": "0%"}, {}),
    "too_old": ({}, {"occurred_at": "2026-09-01T00:00:00Z"}),
    "no_contact": ({}, {"customer": {"name": "Nobody"}}),
    "no_channel": ({"channels": ["sms"]}, {}),
}


@pytest.mark.parametrize("reason", SKIPPED)
async def test_who_is_not_asked_has_a_reason_that_people_can_read(
    house: House, reason: str
) -> None:
    survey, event = SKIPPED[reason]
    await house.publish(**{"trigger": {"on": "a.b"}, **survey})
    story = await house.story(await house.buy(1, type="a.b", **event))
    [decision] = story["decisions"]
    assert (decision["outcome"], decision["reason"]) == ("skipped", reason)
    assert decision["sentence"].endswith(".")
    assert decision["reason"] in reason_codes()
    assert story["invitations"] == []
    assert house.inbox.messages() == []


async def test_an_event_that_no_survey_listens_for_says_so(house: House) -> None:
    await house.publish()
    story = await house.story(await house.buy(1, type="parcel.lost"))
    assert [one["reason"] for one in story["decisions"]] == ["no_survey"]
    assert story["decisions"][0]["survey"] is None
    assert "parcel.lost" in story["decisions"][0]["sentence"]


async def test_delays_are_told_with_their_reasons(house: House) -> None:
    night = {"from": "09:00", "to": "12:00"}
    await house.publish(quiet_hours=night, throttle={"days": 30, "when_hit": "skip"})
    customer = {"id": "c", "email": "c@example.com", "timezone": "Asia/Jakarta"}  # 17:00 there
    by_day = await house.story(await house.buy(1, customer=customer))
    assert by_day["decisions"][0]["reason"] == "scheduled"
    asked_already = await house.story(await house.buy(2, customer=customer))
    assert asked_already["decisions"][0]["reason"] == "throttled"
    assert asked_already["decisions"][0]["until"] == "2026-12-02T10:00:00+00:00"
    at_night = await house.story(await house.buy(3))
    [decision] = at_night["decisions"]
    assert (decision["outcome"], decision["reason"]) == ("deferred", "quiet_hours")
    assert decision["until"] == "2026-11-02T12:00:00+00:00"


async def test_one_event_may_concern_several_surveys(house: House) -> None:
    await house.publish("nps")
    await house.publish("csat", kind="csat", sample="0%")
    story = await house.story(await house.buy(1))
    assert {one["survey"]: one["reason"] for one in story["decisions"]} == {
        "nps": "scheduled",
        "csat": "not_in_sample",
    }


async def test_what_is_no_event_is_not_found(house: House) -> None:
    for strange in (
        "evt_999",
        "evt_0",
        "evt_-1",
        "evt_",
        "1",
        "EVT_1",
        "evt_1.0",
        "evt_" + "9" * 30,
    ):
        answer = await house.api.get(f"/v1/events/{strange}")
        assert answer.status_code == 404, strange
        assert answer.json()["title"] == "Not found"
