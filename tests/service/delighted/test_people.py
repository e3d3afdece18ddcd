"""People, by the official client and by what the documents of Delighted say."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from service.delighted import door
from tests.cast import NOW, column, rows
from tests.service.delighted.official import BUDI, by, call, delighted, official, open_project
from tests.service.house import House, answer_path

SECONDS = int(NOW.timestamp())
PEOPLE = "/compat/delighted/v1/people.json"


async def everybody(client: Any, **params: Any) -> list[Any]:
    listed = delighted.Person.list(client=client, **params)
    return await call(lambda: list(listed.auto_paging_iter()))


async def test_a_person_who_is_created_gets_the_survey(house: House) -> None:
    client = await open_project(house)
    properties = {"store": "Jakarta", "customer_id": 7, "locale": "id"}
    person = await call(
        delighted.Person.create, client=client, email=BUDI, name="Budi", properties=properties
    )
    assert dict(person) == {
        "id": person.id,
        "email": BUDI,
        "name": "Budi",
        "survey_scheduled_at": SECONDS,
        "properties": properties,
    }
    assert isinstance(person.id, str)
    [mail] = await house.mails(1, BUDI)
    await house.answer(answer_path(mail), 9)
    [response] = await house.responses()
    assert response["segments"] == {"store": "Jakarta"}
    [contact] = await rows(house.engine.database, "SELECT * FROM contact")
    assert (contact["name"], contact["locale"]) == ("Budi", "id")


async def test_a_person_who_was_just_asked_is_not_asked_again(house: House) -> None:
    client = await open_project(house, throttle={"days": 30})
    await call(delighted.Person.create, client=client, email=BUDI)
    again = await call(delighted.Person.create, client=client, email=BUDI)
    assert again.survey_scheduled_at is None
    reasons = await column(house.engine.database, "SELECT reason FROM decision ORDER BY id")
    assert reasons == ["scheduled", "throttled"]


async def test_who_was_asked_elsewhere_a_short_time_ago_is_not_asked(house: House) -> None:
    client = await open_project(house, throttle={"days": 30})
    lately, long_ago = SECONDS - 5 * 86400, SECONDS - 50 * 86400
    one = await call(delighted.Person.create, client=client, email=BUDI, last_sent_at=lately)
    other = await call(
        delighted.Person.create, client=client, email="ani@example.com", last_sent_at=long_ago
    )
    assert (one.survey_scheduled_at, other.survey_scheduled_at) == (None, SECONDS)
    found = {person.email: person.last_sent_at for person in await everybody(client)}
    assert found == {BUDI: lately, "ani@example.com": long_ago}
    before = await house.scores(interval="none", from_="2026-01-01", to=NOW.date().isoformat())
    assert before["total"]["sent"] == 0


async def test_a_delay_and_a_channel_are_kept_to(house: House) -> None:
    client = await open_project(house, delay="1h", channels=["sms", "email"])
    person = await call(delighted.Person.create, client=client, email=BUDI, delay=60)
    assert person.survey_scheduled_at == SECONDS + 3660
    other = await call(
        delighted.Person.create, client=client, phone_number="+62812555001", channel="email"
    )
    assert other.survey_scheduled_at is None
    assert other.phone_number == "+62812555001"


async def test_who_is_not_to_be_sent_anything_is_only_known(house: House) -> None:
    client = await open_project(house)
    person = await call(delighted.Person.create, client=client, email=BUDI, send=False)
    assert person.survey_scheduled_at is None
    assert await house.count("SELECT COUNT(*) FROM event") == 0
    [known] = await everybody(client)
    assert dict(known) == {
        "id": person.id,
        "name": None,
        "email": BUDI,
        "phone_number": None,
        "created_at": SECONDS,
        "last_sent_at": None,
        "last_responded_at": None,
        "next_survey_scheduled_at": None,
    }


async def test_an_update_of_the_email_keeps_the_person(house: House) -> None:
    client = await open_project(house)
    first = await call(delighted.Person.create, client=client, email=BUDI, send=False)
    moved = await call(
        delighted.Person.create, client=client, email=BUDI, email_update="b@x.example", send=False
    )
    assert (moved.id, moved.email) == (first.id, "b@x.example")
    await call(delighted.Person.create, client=client, email="ani@example.com", send=False)
    with pytest.raises(delighted.errors.ResourceValidationError, match="another person"):
        await call(
            delighted.Person.create,
            client=client,
            email="ani@example.com",
            email_update="b@x.example",
        )


async def test_all_people_come_page_after_page(house: House) -> None:
    client = await open_project(house)
    emails = [f"person-{number}@example.com" for number in range(5)]
    for email in emails:
        await call(delighted.Person.create, client=client, email=email, send=False)
    found = await everybody(client, per_page=2)
    assert [person.email for person in found] == emails
    assert [one.email for one in await everybody(client, email=emails[3])] == [emails[3]]
    assert await everybody(client, since=SECONDS + 1) == []
    assert len(await everybody(client, since=SECONDS, until=SECONDS)) == 5


async def test_what_is_pending_is_taken_back(house: House) -> None:
    client = await open_project(house, delay="1h")
    await call(delighted.Person.create, client=client, email=BUDI)
    [person] = await everybody(client)
    assert person.next_survey_scheduled_at == SECONDS + 3600
    told = await call(delighted.SurveyRequest.delete_pending, client=client, person_email=BUDI)
    assert told == {"ok": True}
    house.clock.forward(hours=2)
    [person] = await everybody(client)
    assert person.next_survey_scheduled_at is None
    assert await column(house.engine.database, "SELECT state FROM message") == ["withdrawn"]


@pytest.mark.parametrize("name", ["id", "email", "phone_number"])
async def test_who_is_deleted_is_forgotten_and_still_counts(house: House, name: str) -> None:
    client = await open_project(house)
    person = await call(
        delighted.Person.create,
        client=client,
        email=BUDI,
        phone_number="+62812555001",
        name="Budi Hartono",
        properties={"note": "Budi of Bandung"},
    )
    [mail] = await house.mails(1, BUDI)
    path = answer_path(mail)
    await house.answer(path, 3, comment="I am Budi")
    await house.answer(path, 4, comment="Budi again")
    await house.quiet()
    who = {"id": person.id, "email": BUDI, "phone_number": "+62812555001"}[name]
    told = await call(delighted.Person.delete, client=client, **{name: who})
    assert told == {"ok": True}
    assert await everybody(client) == []
    assert (await house.scores())["total"]["n"] == 1
    tables = ("contact", "event", "decision", "invitation", "message", "response", "click")
    for table in (*tables, "response_change", "inbound", "identity"):
        found = [dict(row) for row in await rows(house.engine.database, f"SELECT * FROM {table}")]
        assert "budi" not in str(found).lower(), table
        assert "812555001" not in str(found), table


async def test_nobody_who_is_not_there_can_be_deleted(house: House) -> None:
    client = await open_project(house)
    with pytest.raises(delighted.errors.GeneralAPIError) as refused:
        await call(delighted.Person.delete, client=client, email=BUDI)
    assert refused.value.response.status_code == 404


async def test_a_form_says_the_same_as_json(house: House) -> None:
    client = await open_project(house)
    form = {"email": BUDI, "delay": "60", "send": "true", "properties[store]": "Jakarta"}
    answer = await house.web.post(PEOPLE, data=form, **by(client))
    assert answer.status_code == 200, answer.text
    assert answer.json()["properties"] == {"store": "Jakarta"}
    assert answer.json()["survey_scheduled_at"] == SECONDS + 60


@pytest.mark.parametrize("method", ["POST", "DELETE"])
async def test_a_form_with_too_many_fields_is_refused(house: House, method: str) -> None:
    client = await open_project(house)
    form = "&".join(f"a{number}=1" for number in range(1001))
    path = "/compat/delighted/v1/autopilot/email/memberships"
    query, body = (f"?{form}", "") if method == "DELETE" else ("", form)
    answer = await house.web.request(method, f"{path}{query}", content=body, **by(client))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["body"]


async def test_a_property_is_no_way_around_the_limits_of_the_delay(house: House) -> None:
    client = await open_project(house)
    body = {"email": BUDI, "properties": {"delighted_delay": 1_000_000_000_000}}
    answer = await house.web.post(PEOPLE, json=body, **by(client))
    assert answer.status_code == 200, answer.text
    assert answer.json()["survey_scheduled_at"] == SECONDS


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "body"),
        ({"email": "nobody"}, "email"),
        ({"phone_number": "12"}, "phone_number"),
        ({"email": BUDI, "delay": -1}, "delay"),
        ({"email": BUDI, "last_sent_at": "soon"}, "last_sent_at"),
        ({"email": BUDI, "properties": {"a": "\x00"}}, "properties.a"),
    ],
)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, body: dict[str, Any], field: str
) -> None:
    client = await open_project(house)
    before = await house.stored()
    answer = await house.web.post(PEOPLE, json=body, **by(client))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert await house.stored() == before


async def test_without_a_survey_that_listens_it_says_what_to_do(house: House) -> None:
    client = await official(house)
    with pytest.raises(delighted.errors.ResourceValidationError, match=r"delighted\.person"):
        await call(delighted.Person.create, client=client, email=BUDI)


async def test_a_survey_for_the_source_of_a_key_comes_before_one_for_all(house: House) -> None:
    await house.publish("all", trigger={"on": "delighted.person"})
    await house.publish("desk", trigger={"on": "delighted.person.desk"})
    client = await official(house, source="desk")
    await call(delighted.Person.create, client=client, email=BUDI)
    sql = "SELECT s.key FROM invitation i JOIN survey s ON s.id = i.survey_id"
    assert await column(house.engine.database, sql) == ["desk"]


async def test_who_has_no_key_or_not_the_scope_is_refused(house: House) -> None:
    client = await open_project(house)
    reader = await official(house, ["read"])
    with pytest.raises(delighted.errors.GeneralAPIError) as refused:
        await call(delighted.Person.create, client=reader, email=BUDI)
    assert refused.value.response.status_code == 403
    client.api_key = "wrong"
    with pytest.raises(delighted.errors.AuthenticationError):
        await everybody(client)
    answer = await house.web.get(PEOPLE, **by(reader))
    assert answer.status_code == 200
    answer = await house.web.get(
        PEOPLE, headers={"Accept": "*/*", "Authorization": b"Basic \xff\xfe"}
    )
    assert answer.status_code == 401
    odd = {"Accept": "text/csv"}
    answer = await house.web.get(PEOPLE, headers=odd, auth=(reader.api_key, ""))
    assert answer.status_code == 406


async def test_too_many_requests_wait_as_the_official_client_does(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_REQUESTS", 2)
    client = await open_project(house)
    assert await everybody(client) == []
    assert await everybody(client) == []
    with pytest.raises(delighted.errors.TooManyRequestsError) as refused:
        await everybody(client)
    assert refused.value.retry_after == 10

    def sleep(seconds: float) -> None:
        house.clock.now += timedelta(seconds=seconds)

    monkeypatch.setattr(delighted.resource.time, "sleep", sleep)
    listed = delighted.Person.list(client=client)
    patient = listed.auto_paging_iter(auto_handle_rate_limits=True)
    assert await asyncio.to_thread(list, patient) == []


async def test_an_answer_shows_in_the_list_of_people(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Person.create, client=client, email=BUDI)
    [mail] = await house.mails(1, BUDI)
    await house.quiet()
    house.clock.forward(minutes=5)
    await house.answer(answer_path(mail), 9)
    [person] = await everybody(client)
    assert (person.last_sent_at, person.last_responded_at) == (SECONDS, SECONDS + 300)


async def test_an_address_with_a_slash_is_deleted_too(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Person.create, client=client, email="a/b@example.com", send=False)
    assert await call(delighted.Person.delete, client=client, email="a/b@example.com")
    assert await everybody(client) == []


async def test_many_requests_about_one_person_at_once_ask_once(house: House) -> None:
    client = await open_project(house, throttle={"days": 30})
    bodies = [{"email": BUDI, "name": f"Budi {number}"} for number in range(12)]
    posted = (house.web.post(PEOPLE, json=body, **by(client)) for body in bodies)
    answers = await asyncio.gather(*posted)
    assert [answer.status_code for answer in answers] == [200] * 12
    assert sum(answer.json()["survey_scheduled_at"] is not None for answer in answers) == 1
    assert await house.count("SELECT COUNT(*) FROM contact") == 1
    assert await house.count("SELECT COUNT(*) FROM invitation") == 1
