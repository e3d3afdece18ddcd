"""GET /v1/themes, and its panel."""

from datetime import timedelta

import pytest

from service.panels import themes
from tests.cast import NOW
from tests.service.house import House
from tests.service.panels.views import html, view_on

SAID = [(2, "cold coffee"), (9, "good coffee"), (10, "nice & friendly"), (1, "Cold coffee, again!")]


@pytest.fixture
async def commented(house: House) -> House:
    await house.publish()
    at = (NOW - timedelta(hours=3)).isoformat()
    told = [
        {"survey": "nps", "score": score, "comment": text, "answered_at": at}
        | {"segments": {"store": "Bandung"}}
        for score, text in SAID * 6
    ]
    assert (await house.api.post("/v1/responses", json=told)).status_code == 201
    return house


async def test_it_tells_what_unhappy_people_write_about(commented: House) -> None:
    found = (await commented.api.get("/v1/themes", params={"survey": "nps"})).json()
    assert (found["comments"], found["low_comments"], found["correction"]) == (24, 12, "holm")
    first = found["themes"][0]
    assert (first["term"], first["low"], first["others"]) == ("cold coffee", 12, 0)
    assert first["significant"] is True
    none = {"survey": "nps", "where": "store:Jakarta"}
    assert (await commented.api.get("/v1/themes", params=none)).json()["themes"] == []
    wrong = await commented.api.get("/v1/themes", params={"survey": "nps", "group_by": "store"})
    assert wrong.json()["errors"][0]["field"] == "group_by"


async def test_the_dashboard_shows_it(commented: House) -> None:
    panel = await themes.show(await view_on(commented.engine.database))
    assert panel is not None
    shown = html(panel)
    assert "cold coffee" in shown
    assert '<data value="12">12</data>' in shown
    assert "nice" not in shown


async def test_the_dashboard_is_silent_where_nobody_is_unhappy(house: House) -> None:
    await house.publish()
    assert await themes.show(await view_on(house.engine.database)) is None
