"""Autopilot, by the official client."""

import json
from typing import Any

import pytest

from tests.cast import NOW, column
from tests.service.delighted.official import BUDI, call, delighted, open_project
from tests.service.house import House

SECONDS = int(NOW.timestamp())
DAY = 86400
BY_EMAIL = delighted.AutopilotMembership.forEmail()
BY_SMS = delighted.AutopilotMembership.forSms()


async def open_autopilot(house: House, **overrides: Any) -> Any:
    return await open_project(house, throttle={"days": 90}, **overrides)


async def members(client: Any, **params: Any) -> list[Any]:
    listed = BY_EMAIL.list(client=client, **params)
    return list(await call(lambda: list(listed.auto_paging_iter())))


async def test_the_throttle_of_the_survey_is_the_frequency(house: House) -> None:
    client = await open_autopilot(house)
    found = await call(delighted.AutopilotConfiguration.retrieve, "email", client=client)
    assert dict(found) == {
        "platform_id": "email",
        "active": True,
        "frequency": 90 * DAY,
        "created_at": SECONDS,
        "updated_at": SECONDS,
    }
    other = await call(delighted.AutopilotConfiguration.retrieve, "sms", client=client)
    assert (other.active, other.frequency) == (False, None)


async def test_a_member_is_asked_now_and_again_after_each_time(house: House) -> None:
    client = await open_autopilot(house)
    added = await call(
        BY_EMAIL.create, client=client, person_email=BUDI, properties={"store": "Jakarta"}
    )
    assert added.person["email"] == BUDI
    assert added.next_survey_request["properties"] == {"store": "Jakarta"}
    await house.mails(1, BUDI)
    await house.quiet()
    house.clock.forward(days=89)
    house.bell()
    [member] = await members(client)
    assert member.next_survey_request["survey_scheduled_at"] == SECONDS + 90 * DAY
    house.clock.forward(days=1)
    await house.mails(2, BUDI)
    segments = await column(house.engine.database, "SELECT segments FROM invitation")
    assert [json.loads(one) for one in segments] == [{"store": "Jakarta"}] * 2


async def test_members_come_page_after_page_and_each_once(house: House) -> None:
    client = await open_autopilot(house)
    emails = [f"person-{number}@example.com" for number in range(3)]
    for email in (*emails, emails[0]):
        await call(BY_EMAIL.create, client=client, person_email=email)
    assert [one.person["email"] for one in await members(client, per_page=2)] == emails


@pytest.mark.parametrize("name", ["person_id", "person_email"])
async def test_who_leaves_is_not_asked_again(house: House, name: str) -> None:
    client = await open_autopilot(house)
    person = await call(delighted.Person.create, client=client, email=BUDI, send=False)
    await call(BY_EMAIL.create, client=client, person_id=person.id)
    await house.mails(1, BUDI)
    who = {"person_id": person.id, "person_email": BUDI}[name]
    told = await call(BY_EMAIL.delete, client=client, **{name: who})
    assert told["person"]["id"] == person.id
    assert await members(client) == []
    with pytest.raises(delighted.errors.GeneralAPIError):
        await call(BY_EMAIL.delete, client=client, **{name: who})


async def test_a_telephone_number_is_a_member_of_its_own_platform(house: House) -> None:
    client = await open_autopilot(house)
    number = "+62812555001"
    added = await call(BY_SMS.create, client=client, person_phone_number=number)
    assert added.person["phone_number"] == number
    assert await members(client) == []


async def test_nobody_in_particular_cannot_be_a_member(house: House) -> None:
    client = await open_autopilot(house)
    with pytest.raises(delighted.errors.ResourceValidationError, match="person_id"):
        await call(BY_EMAIL.create, client=client)
