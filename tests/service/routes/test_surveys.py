"""GET and PUT /v1/surveys: definitions, versioned."""

import asyncio
from typing import Any

from tests.service.house import House

SURVEY: dict[str, Any] = {
    "key": "nps",
    "kind": "nps",
    "name": "After a purchase",
    "trigger": {"on": ["purchase.completed"], "where": {"channel": ["shop", "app"]}},
    "delay": "1h",
    "channels": ["email", "sms"],
    "quiet_hours": {"from": "21:00", "to": "08:00"},
    "throttle": {"days": 30, "across": "all"},
    "sample": "25%",
    "reminders": [{"after": "3d"}],
    "expires": "4w",
    "segments": ["store"],
    "texts": {"en": {"question": "How was it, {first_name}?"}, "id": {"question": "Bagaimana?"}},
}


async def put(house: House, body: Any, key: str = "nps") -> Any:
    """PUT /v1/surveys/{key}."""
    return await house.api.put(f"/v1/surveys/{key}", json=body)


async def test_what_is_put_is_what_is_got(house: House) -> None:
    new = await put(house, SURVEY)
    assert (new.status_code, new.json()["version"]) == (201, 1)
    got = await house.api.get("/v1/surveys/nps")
    assert got.json() == new.json() == {"version": 1} | SURVEY
    listed = (await house.api.get("/v1/surveys")).json()
    assert listed == {"data": [got.json()], "next": None}


async def test_the_same_again_changes_nothing_and_more_makes_a_version(house: House) -> None:
    await put(house, SURVEY)
    again = await put(house, SURVEY)
    assert (again.status_code, again.json()["version"]) == (200, 1)
    changed = await put(house, SURVEY | {"delay": "60m", "name": "Later"})
    assert (changed.status_code, changed.json()["version"]) == (201, 2)
    assert (await house.api.get("/v1/surveys/nps")).json()["name"] == "Later"


async def test_the_key_may_stand_in_the_address_alone(house: House) -> None:
    body = {name: value for name, value in SURVEY.items() if name != "key"}
    assert (await put(house, body)).status_code == 201
    other = await put(house, SURVEY, "other")
    assert (other.status_code, other.json()["errors"][0]["field"]) == (422, "key")


async def test_many_at_once_publish_one_version(house: House) -> None:
    answers = await asyncio.gather(*(put(house, SURVEY) for _ in range(20)))
    assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
    assert {answer.json()["version"] for answer in answers} == {1}


async def test_a_survey_stays_of_its_kind(house: House) -> None:
    await put(house, SURVEY)
    answer = await put(house, SURVEY | {"kind": "csat"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"field": "kind", "message": "is nps already; give the survey a new key"}
    ]


BROKEN: list[tuple[dict[str, Any], str]] = [
    ({"kind": "mood"}, "kind"),
    ({"name": ""}, "name"),
    ({"trigger": {}}, "trigger.on"),
    ({"trigger": {"on": "purchase"}}, "trigger.on[0]"),
    ({"trigger": {"on": "a.b", "where": {"x": {"y": 1}}}}, "trigger.where.x.y"),
    ({"delay": "soon"}, "delay"),
    ({"delay": 60}, "delay"),
    ({"channels": []}, "channels"),
    ({"channels": ["email", "email"]}, "channels"),
    ({"quiet_hours": {"from": "25:00", "to": "08:00"}}, "quiet_hours.from"),
    ({"quiet_hours": {"from": "08:00", "to": "08:00"}}, "quiet_hours"),
    ({"throttle": {"days": 0}}, "throttle[0].days"),
    ({"throttle": {"days": 1, "when_hit": "explode"}}, "throttle[0].when_hit"),
    ({"sample": 25}, "sample"),
    ({"sample": "125%"}, "sample"),
    ({"reminders": [{"after": "3d"}] * 6}, "reminders"),
    ({"expires": "never"}, "expires"),
    ({"segments": ["a b"]}, "segments[0]"),
    ({"follow_up": {"when": "score is low"}}, "follow_up.when"),
    ({"brand": {"name": "Kopi\r\nBcc: x"}}, "brand.name"),
    ({"brand": {"name": "Kopi", "color": "brown"}}, "brand.color"),
    ({"questions": [{"key": "q", "type": "single", "text": {"en": "?"}}]}, "questions[0]"),
    ({"texts": {}}, "texts"),
    ({"texts": {"english": {"question": "?"}}}, "texts.english.[key]"),
    ({"texts": {"en": {}}}, "texts.en.question"),
    ({"texts": {"en": {"question": "a\nb"}}}, "texts.en.question"),
    ({"texts": {"en": {"question": "Hi {nmae}"}}}, "texts.en.question"),
    ({"colour": "red"}, "colour"),
    ({"version": 7}, "version"),
]


async def test_a_broken_definition_is_refused_with_the_field_that_is_wrong(house: House) -> None:
    await put(house, SURVEY)
    found = {}
    for change, field in BROKEN:
        answer = await put(house, SURVEY | change)
        assert answer.status_code == 422, change
        assert answer.json()["detail"] == "Nothing was changed."
        found[str(change)] = (field, answer.json()["errors"][0]["field"])
    assert {change: got for change, got in found.items() if got[0] != got[1]} == {}
    assert (await house.api.get("/v1/surveys/nps")).json() == {"version": 1} | SURVEY


async def test_every_wrong_field_is_named_at_once(house: House) -> None:
    answer = await put(house, {"kind": "mood", "delay": "soon", "channels": [], "color": 1})
    fields = {one["field"] for one in answer.json()["errors"]}
    assert fields == {"kind", "name", "trigger", "delay", "channels", "texts", "color"}


async def test_what_is_not_there_is_not_found(house: House) -> None:
    answer = await house.api.get("/v1/surveys/none")
    assert answer.status_code == 404
    assert "'none'" in answer.json()["detail"]
    assert (await put(house, SURVEY | {"key": "No Such Key"}, "No Such Key")).status_code == 422
