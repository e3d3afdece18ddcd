"""Unsubscribes and bounces, by the official client."""

import re

import pytest

from surveys import receipts
from surveys.receipts import News
from tests.cast import NOW, column
from tests.service.delighted.official import BUDI, call, delighted, open_project
from tests.service.house import House, unsubscribe_path

SECONDS = int(NOW.timestamp())


async def test_who_is_unsubscribed_is_asked_no_more_and_is_in_the_list(house: House) -> None:
    client = await open_project(house)
    person = await call(delighted.Person.create, client=client, email=BUDI, name="B", send=False)
    house.clock.forward(minutes=1)
    told = await call(delighted.Unsubscribe.create, client=client, person_email=BUDI.upper())
    assert dict(told) == {"ok": True}
    again = await call(delighted.Person.create, client=client, email=BUDI)
    assert again.survey_scheduled_at is None
    assert await column(house.engine.database, "SELECT reason FROM decision") == ["suppressed"]
    [one] = await call(delighted.Unsubscribe.all, client=client)
    assert dict(one) == {
        "person_id": person.id,
        "email": BUDI,
        "name": "B",
        "unsubscribed_at": SECONDS + 60,
    }


async def test_nobody_who_unsubscribes_is_lost_though_nobody_knew_them(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Unsubscribe.create, client=client, person_email=BUDI)
    [one] = await call(delighted.Unsubscribe.all, client=client)
    assert one.email == BUDI


async def test_who_unsubscribes_in_a_mail_is_in_the_list_too(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Person.create, client=client, email=BUDI)
    [mail] = await house.mails(1, BUDI)
    await house.quiet()
    await house.web.post(unsubscribe_path(mail), data={"List-Unsubscribe": "One-Click"})
    [one] = await call(delighted.Unsubscribe.all, client=client)
    assert one.email == BUDI
    assert await call(delighted.Unsubscribe.all, client=client, since=SECONDS + 1) == []
    assert await call(delighted.Unsubscribe.all, client=client, page=2) == []
    assert len(await call(delighted.Unsubscribe.all, client=client, until=SECONDS)) == 1
    assert await call(delighted.Bounce.all, client=client) == []


async def test_whose_mail_came_back_is_in_the_list_of_bounces(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Person.create, client=client, email=BUDI)
    await house.mails(1, BUDI)
    await house.quiet()
    [number] = await column(house.engine.database, "SELECT id FROM message")
    news = News(int(number), "", "bounced", code="5.1.1", address_is_bad=True)
    assert await receipts.settle(house.engine.outbox, news, house.clock())
    [one] = await call(delighted.Bounce.all, client=client)
    assert re.fullmatch(r"\d+", one.person_id)
    assert (one.email, one.name, one.bounced_at) == (BUDI, None, SECONDS)
    assert await call(delighted.Unsubscribe.all, client=client) == []


async def test_an_unsubscribe_of_no_address_is_refused(house: House) -> None:
    client = await open_project(house)
    with pytest.raises(delighted.errors.ResourceValidationError, match="person_email"):
        await call(delighted.Unsubscribe.create, client=client, person_email="nobody")


async def test_who_turns_out_to_be_somebody_known_stays_in_the_list_once(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Unsubscribe.create, client=client, person_email=BUDI)
    number = "+62812555001"
    await call(delighted.Person.create, client=client, phone_number=number, send=False)
    await call(delighted.Person.create, client=client, email=BUDI, phone_number=number, send=False)
    [one] = await call(delighted.Unsubscribe.all, client=client)
    assert one.email == BUDI
    [known] = await call(delighted.Person.all, client=client)
    assert (known.phone_number, known.id) == (number, one.person_id)
