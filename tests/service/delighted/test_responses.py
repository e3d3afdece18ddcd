"""Survey responses, by the official client."""

from typing import Any

import pytest

from tests.cast import NOW, rows
from tests.service.delighted.official import BUDI, by, call, delighted, open_project
from tests.service.house import House, answer_path

SECONDS = int(NOW.timestamp())
RESPONSES = "/compat/delighted/v1/survey_responses.json"
QUESTIONS = [
    {"key": "why", "type": "text", "text": {"en": "Why?"}},
    {"key": "ease", "type": "scale", "text": {"en": "How easy?"}},
    {
        "key": "from",
        "type": "single",
        "text": {"en": "Where from?"},
        "options": {"web": {"en": "The web"}, "shop": {"en": "A shop"}},
    },
    {
        "key": "improve",
        "type": "multiple",
        "text": {"en": "What?"},
        "options": {"taste": {"en": "Taste"}, "wait": {"en": "Wait"}},
    },
]


async def person(client: Any, email: str = BUDI) -> str:
    found = await call(delighted.Person.create, client=client, email=email, send=False)
    return str(found.id)


async def create(client: Any, who: str, score: int, **params: Any) -> Any:
    return await call(
        delighted.SurveyResponse.create, client=client, person=who, score=score, **params
    )


async def listed(client: Any, **params: Any) -> list[Any]:
    return list(await call(delighted.SurveyResponse.all, client=client, **params))


async def test_a_response_that_was_given_elsewhere_counts_in_its_own_hour(house: House) -> None:
    client = await open_project(house)
    who, at = await person(client), SECONDS - 86400
    properties = {"store": "Jakarta", "purchase": 7}
    made = await create(
        client, who, 9, comment="Lovely.", person_properties=properties, created_at=at
    )
    assert dict(made) == {
        "id": made.id,
        "person": who,
        "survey_type": "nps",
        "score": 9,
        "comment": "Lovely.",
        "permalink": f"{house.url}/v1/responses/res_{made.id}",
        "created_at": at,
        "updated_at": SECONDS,
        "person_properties": properties,
        "notes": [],
        "tags": [],
        "additional_answers": [],
    }
    assert isinstance(made.id, str)
    found = await house.scores(interval="day", group_by="store")
    [day] = [one for one in found["series"] if one["n"]]
    assert (day["start"][:10], day["group"], day["counts"]["9"]) == ("2026-11-01", "Jakarta", 1)
    assert (await house.api.get(f"/v1/responses/res_{made.id}")).json()["score"] == 9


async def test_a_response_to_a_survey_shows_all_that_was_said(house: House) -> None:
    client = await open_project(house, questions=QUESTIONS)
    properties = {"store": "Jakarta", "purchase": 7}
    asked = await call(
        delighted.Person.create, client=client, email=BUDI, properties=properties, delay=0
    )
    [mail] = await house.mails(1, BUDI)
    answers = {"q_why": "the taste", "q_ease": "4", "q_from": "web", "q_improve": ["taste", "wait"]}
    await house.answer(answer_path(mail), 9, comment="Lovely.", **answers)
    [one] = await listed(client, expand=["person"])
    assert isinstance(one.person, delighted.Person)
    assert dict(one.person) == {
        "id": asked.id,
        "name": None,
        "email": BUDI,
        "phone_number": None,
        "created_at": SECONDS,
    }
    assert one.person_properties == properties
    said = {answer["question"]["id"]: answer for answer in one.additional_answers}
    assert said["why"]["question"] == {"id": "why", "type": "free_response", "text": "Why?"}
    assert {key: answer["value"] for key, answer in said.items()} == {
        "why": {"free_response": "the taste"},
        "ease": {"scale": 4},
        "from": {"select_one": {"id": "web", "text": "The web"}},
        "improve": {
            "select_many": [{"id": "taste", "text": "Taste"}, {"id": "wait", "text": "Wait"}]
        },
    }
    retrieved = await call(delighted.SurveyResponse.retrieve, one.id, client=client)
    assert (retrieved.person, retrieved.score) == (asked.id, 9)
    both = {"expand[]": ["notes", "person"]}  # of which the official client sends the last only
    answer = await house.web.get(RESPONSES, params=both, **by(client))
    assert answer.json()[0]["person"]["email"] == BUDI


async def test_a_response_that_is_saved_again_has_the_new_score(house: House) -> None:
    client = await open_project(house)
    made = await create(client, await person(client), 3, person_properties={"store": "Jakarta"})
    response = await call(
        delighted.SurveyResponse.retrieve, made.id, client=client, expand=["person"]
    )
    house.clock.forward(minutes=1)
    response.score, response.comment = 10, "Mended."
    response.person_properties = {"store": "Jakarta", "called": True}
    saved = await call(response.save, client=client)
    assert (saved.score, saved.comment, saved.updated_at) == (10, "Mended.", SECONDS + 60)
    assert saved.person_properties == {"store": "Jakarta", "called": True}
    total = (await house.scores())["total"]
    assert (total["n"], total["score"]) == (1, 100)
    shown = (await house.api.get(f"/v1/responses/res_{made.id}")).json()
    assert [one["score"] for one in shown["history"]] == [3]


async def test_an_answer_to_an_invitation_can_be_corrected_too(house: House) -> None:
    client = await open_project(house)
    await call(delighted.Person.create, client=client, email=BUDI)
    [mail] = await house.mails(1, BUDI)
    await house.answer(answer_path(mail), 2, comment="Bad.")
    [one] = await listed(client)
    one.score = 8
    assert (await call(one.save, client=client)).comment == "Bad."
    assert (await house.scores())["total"]["counts"]["8"] == 1


async def test_a_segment_stays_what_it_was_when_the_answer_came(house: House) -> None:
    client = await open_project(house)
    made = await create(client, await person(client), 3, person_properties={"store": "Jakarta"})
    made.person_properties = {"store": "Bandung"}
    with pytest.raises(delighted.errors.ResourceValidationError, match="segment"):
        await call(made.save, client=client)
    [one] = await listed(client)
    assert one.person_properties == {"store": "Jakarta"}


async def test_the_list_is_by_time_in_pages_and_by_what_is_asked_for(house: House) -> None:
    client = await open_project(house)
    budi, ani = await person(client), await person(client, "ani@example.com")
    for hours, who, store in ((3, budi, "Jakarta"), (1, ani, "Bandung"), (2, ani, "Jakarta")):
        at = SECONDS - hours * 3600
        properties = {"store": store}
        await create(client, who, hours, created_at=at, person_properties=properties)
        house.clock.forward(seconds=10)

    async def scores(**params: Any) -> list[int]:
        return [one.score for one in await listed(client, **params)]

    assert await scores() == [3, 2, 1]
    assert await scores(order="desc") == [1, 2, 3]
    assert await scores(order="asc:updated_at") == [3, 1, 2]
    assert await scores(order="desc:updated_at") == [2, 1, 3]
    assert await scores(per_page=2) == [3, 2]
    assert await scores(per_page=2, page=2) == [1]
    assert await scores(since=SECONDS - 7200) == [2, 1]
    assert await scores(until=SECONDS - 7200) == [3, 2]
    assert await scores(updated_since=SECONDS + 10) == [2, 1]
    assert await scores(updated_until=SECONDS + 10) == [3, 1]
    assert await scores(person_id=ani) == [2, 1]
    assert await scores(person_email=BUDI) == [3]
    assert await scores(person_email="nobody@example.com") == []
    assert await scores(trend="store:Jakarta") == [3, 2]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"since": "yesterday"}, "since"),
        ({"per_page": "101"}, "per_page"),
        ({"page": "0"}, "page"),
        ({"order": "up"}, "order"),
        ({"trend": "1234"}, "trend"),
        ({"until": "99999999999"}, "until"),
    ],
)
async def test_a_question_that_makes_no_sense_is_refused(
    house: House, query: dict[str, str], field: str
) -> None:
    client = await open_project(house)
    answer = await house.web.get(RESPONSES, params=query, **by(client))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"score": 11}, "score"),
        ({"person": "999"}, "person"),
        ({"person": "Budi"}, "person"),
        ({"comment": "x" * 5001}, "comment"),
        ({"created_at": SECONDS + 3600}, "created_at"),
    ],
)
async def test_a_response_that_cannot_be_is_refused(
    house: House, change: dict[str, Any], field: str
) -> None:
    client = await open_project(house)
    body = {"person": await person(client), "score": 9, **change}
    answer = await house.web.post(RESPONSES, json=body, **by(client))
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == [field]
    assert await listed(client) == []


async def test_a_score_must_be_on_the_scale_of_the_survey(house: House) -> None:
    client = await open_project(house, kind="csat")
    with pytest.raises(delighted.errors.ResourceValidationError, match="from 1 to 5"):
        await create(client, await person(client), 9)
    made = await create(client, await person(client), 5)
    assert (made.survey_type, made.score) == ("csat", 5)


async def test_a_response_to_another_survey_is_not_there(house: House) -> None:
    client = await open_project(house)
    await house.publish("other")
    path = await house.invited(1)
    await house.answer(path, 9)
    [one] = await house.responses()
    assert await listed(client) == []
    with pytest.raises(delighted.errors.GeneralAPIError) as refused:
        await call(delighted.SurveyResponse.retrieve, one["id"][4:], client=client)
    assert refused.value.response.status_code == 404


async def test_who_is_deleted_leaves_a_score_and_nothing_else(house: House) -> None:
    client = await open_project(house)
    who = await person(client)
    made = await create(client, who, 2, comment="I am Budi", person_properties={"name": "Budi"})
    made.comment = "Budi once more"
    await call(made.save, client=client)
    await call(delighted.Person.delete, client=client, id=who)
    [one] = await listed(client)
    assert (one.score, one.comment, one.person_properties) == (2, None, {})
    for table in ("response", "response_change", "particulars", "contact"):
        found = [dict(row) for row in await rows(house.engine.database, f"SELECT * FROM {table}")]
        assert "budi" not in str(found).lower(), table
