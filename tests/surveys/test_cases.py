"""At most one case per response, opened when the answer counts."""

from datetime import timedelta
from typing import Any

import pytest

from surveys.answering import Answer, record
from surveys.cases import Filter, page
from surveys.clicking import Logged
from surveys.database import Database
from surveys.evidence import SCRIPTED, Click
from surveys.instant import to_micros
from surveys.settling import settle_due
from tests.cast import (
    NOW,
    answer,
    invitation_of,
    invite,
    note_clicks,
    publish,
    retract,
    rows,
    survey,
    value,
)

MINUTE = timedelta(minutes=1)
FOLLOW_UP = {"when": "score <= 2", "ask_contact": True}
CASES = "SELECT response_id, contact_id, reason, state, opened_at FROM cases ORDER BY id"


@pytest.fixture
async def token(database: Database) -> str:
    """Of a customer who was asked by a survey with cases."""
    await publish(database, survey(follow_up=FOLLOW_UP))
    [found] = await invite(database)
    return found


async def cases(database: Database) -> list[dict[str, Any]]:
    return await rows(database, CASES)


async def reasons(database: Database) -> list[str]:
    return [row["reason"] for row in await cases(database)]


async def test_an_unhappy_answer_opens_one_and_a_happy_one_none(
    database: Database, token: str
) -> None:
    await answer(database, token, 9)
    assert await cases(database) == []
    await answer(database, token, 2, NOW + MINUTE)
    [response] = await rows(database, "SELECT id, contact_id FROM response")
    assert await cases(database) == [
        {
            "response_id": response["id"],
            "contact_id": response["contact_id"],
            "reason": "score",
            "state": "open",
            "opened_at": to_micros(NOW + MINUTE),
        }
    ]


async def test_a_response_has_one_however_often_it_is_asked_for(
    database: Database, token: str
) -> None:
    await answer(database, token, 1)
    for minutes in (1, 2):
        await answer(database, token, 1, NOW + minutes * MINUTE, contact=True)
    await answer(database, token, 0, NOW + 3 * MINUTE)
    await answer(database, token, 10, NOW + 4 * MINUTE)
    assert await reasons(database) == ["asked"]
    assert (await cases(database))[0]["opened_at"] == to_micros(NOW)


async def test_the_same_asked_a_hundred_times_at_once_is_one(
    databases: list[Database],
) -> None:
    await publish(databases[0], survey(follow_up=FOLLOW_UP))
    [token] = await invite(databases[0])
    invitation = await invitation_of(databases[0], token)
    one = Answer(invitation, 1, NOW, contact=True)
    for database in databases:
        await record(database, [one] * 25)
    assert await reasons(databases[0]) == ["asked"]


async def test_a_survey_without_follow_up_opens_none(database: Database) -> None:
    await publish(database, survey())
    [token] = await invite(database)
    await answer(database, token, 0, contact=True)
    assert await cases(database) == []


async def test_a_click_opens_one_when_it_has_settled(database: Database, token: str) -> None:
    invitation = await invitation_of(database, token)
    click = Click("seen", 1, SCRIPTED, "v1", NOW)
    await note_clicks(database, [Logged(invitation, click, {}, NOW + 10 * MINUTE)])
    await settle_due(database, NOW + 9 * MINUTE)
    assert await cases(database) == []
    await settle_due(database, NOW + 10 * MINUTE)
    assert await value(database, "SELECT COUNT(*) FROM response") == 1
    assert [row["opened_at"] for row in await cases(database)] == [to_micros(NOW + 10 * MINUTE)]


async def test_a_script_opens_none_against_what_a_person_sent(
    database: Database, token: str
) -> None:
    await answer(database, token, 9)
    await answer(database, token, 1, NOW + MINUTE, evidence="scripted")
    assert await cases(database) == []


async def test_a_machine_that_sends_forms_leaves_none_behind(
    database: Database, token: str
) -> None:
    for number, score in enumerate((0, 1, 2)):
        at = NOW + timedelta(seconds=number)
        verdict = await answer(database, token, score, at, contact=True, visit=f"v{number}")
    assert verdict == "machine"
    assert await value(database, "SELECT COUNT(*) FROM response WHERE deleted_at IS NULL") == 0
    assert await cases(database) == []


async def test_a_machine_takes_no_case_of_a_person_along(database: Database, token: str) -> None:
    await answer(database, token, 1)
    for number, score in enumerate((3, 4, 5)):
        at = NOW + 10 * MINUTE + timedelta(seconds=number)
        await answer(database, token, score, at, visit=f"v{number}")
    assert await value(database, "SELECT score FROM response") == 1
    assert await reasons(database) == ["score"]


async def test_an_answer_that_is_taken_out_takes_its_case_along(
    database: Database, token: str
) -> None:
    await answer(database, token, 1)
    await retract(database, [await value(database, "SELECT id FROM response")], NOW + MINUTE)
    assert await cases(database) == []


async def test_a_change_after_the_surveys_limit_is_none(database: Database) -> None:
    await publish(database, survey(editable="24h", follow_up=FOLLOW_UP))
    [token] = await invite(database)
    day = timedelta(hours=24)
    assert await answer(database, token, 9) == "recorded"
    assert await answer(database, token, 8, NOW + day) == "recorded"
    assert await answer(database, token, 1, NOW + day + MINUTE, contact=True) == "final"
    assert await value(database, "SELECT score FROM response") == 8
    assert await cases(database) == []


async def test_they_are_listed_newest_first_and_found_by_reason(database: Database) -> None:
    first = await publish(database, survey(follow_up=FOLLOW_UP))
    for number, one in enumerate(await invite(database, count=3)):
        await answer(database, one, 1, contact=number == 1, comment=f"No. {number}")
    found, following = await page(database, Filter(limit=2))
    rest, end = await page(database, Filter(before=following))
    assert [one["comment"] for one in (*found, *rest)] == ["No. 2", "No. 1", "No. 0"]
    assert end is None
    asked, _ = await page(database, Filter(reason="asked", survey_id=first.survey_id))
    assert [one["comment"] for one in asked] == ["No. 1"]
    assert (await page(database, Filter(survey_id=0)))[0] == []
