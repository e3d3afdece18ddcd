"""POST /v1/surveys/{key}/simulate."""

import asyncio
from typing import Any

import httpx
import pytest

from service.auth import create_key
from service.routes import simulate
from tests.cast import TABLES, rows
from tests.service.house import House

PATH = "/v1/surveys/nps/simulate"
CHANGED = {
    "kind": "nps",
    "name": "After a purchase",
    "trigger": {"on": "purchase.completed"},
    "channels": ["email"],
    "texts": {"en": {"question": "How was it?"}},
}


async def filled(house: House) -> None:
    """Customer 1 buys on three days and is asked on the first."""
    await house.publish(throttle={"days": 30})
    for number in range(3):
        await house.story(await house.buy(number, 1))
        house.clock.forward(days=1)
    await house.mails(1)
    await house.quiet()


async def everything(house: House) -> dict[str, list[dict[str, Any]]]:
    """Every row, but for when keys were last used."""
    tables = [table for table in TABLES if table != "api_key"]
    return {one: await rows(house.engine.database, f"SELECT * FROM {one}") for one in tables}


async def test_it_tells_who_would_have_been_asked_and_changes_nothing(house: House) -> None:
    await filled(house)
    before = await everything(house)
    answer = await house.api.post(PATH, json=CHANGED)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["survey"], found["version"], found["tz"]) == ("nps", 1, "UTC")
    assert found["asked"] == {"simulated": 3, "real": 1, "difference": 2}
    assert found["people"]["most"] == {"simulated": 3, "real": 1, "difference": 2}
    assert "Suppressions count as they are now" in found["note"]
    assert await everything(house) == before


async def test_a_time_can_be_chosen(house: House) -> None:
    await filled(house)
    for query, count in (("from=2026-11-03", 2), ("to=2026-11-03", 1), ("from=2026-11-05", 0)):
        found = (await house.api.post(f"{PATH}?{query}", json=CHANGED)).json()
        assert found["events"]["simulated"] == count, query


async def test_a_survey_that_was_never_published_can_be_tried(house: House) -> None:
    await filled(house)
    found = (await house.api.post("/v1/surveys/new-one/simulate", json=CHANGED)).json()
    assert found["version"] is None
    assert found["asked"] == {"simulated": 3, "real": 0, "difference": 3}


async def test_too_many_events_are_left_to_the_command(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await filled(house)
    monkeypatch.setattr(simulate, "MOST_EVENTS", 2)
    answer = await house.api.post(PATH, json=CHANGED)
    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert error["field"] == "from"
    assert "`afterword simulate`" in error["message"]
    assert (await house.api.post(f"{PATH}?from=2026-11-03", json=CHANGED)).status_code == 200


@pytest.mark.parametrize(
    ("query", "body", "field"),
    [
        ("from=soon", CHANGED, "from"),
        ("days=3", CHANGED, "days"),
        ("from=2026-11-09&to=2026-11-08", CHANGED, "from"),
        ("", {**CHANGED, "kind": "mood"}, "kind"),
        ("", {**CHANGED, "key": "other"}, "key"),
    ],
)
async def test_what_is_wrong_is_named(
    house: House, query: str, body: dict[str, object], field: str
) -> None:
    answer = await house.api.post(f"{PATH}?{query}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field


async def test_there_is_one_simulation_at_a_time(house: House) -> None:
    await filled(house)
    async with simulate._running:
        assert (await house.api.post(PATH, json=CHANGED)).status_code == 409
    answers = await asyncio.gather(*(house.api.post(PATH, json=CHANGED) for _ in range(3)))
    assert 200 in {answer.status_code for answer in answers} <= {200, 409}


async def test_only_a_key_for_surveys_may_try(house: House) -> None:
    assert (await house.web.post(PATH, json=CHANGED)).status_code == 401
    for scope, status in (("events", 403), ("read", 403), ("surveys", 200)):
        key = await create_key("k", [scope], "shop", house.clock())
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=house.url, headers=headers, verify=False) as api:
            assert (await api.post(PATH, json=CHANGED)).status_code == status
