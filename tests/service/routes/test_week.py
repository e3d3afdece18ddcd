"""GET /v1/scores/week, and its panel."""

import json
import re
from datetime import timedelta

from service.panels import week
from tests.cast import NOW
from tests.service.house import House
from tests.service.panels.views import html, view_on


async def told(house: House) -> None:
    """Two answers on Sunday at ten, one on Monday at nine (UTC)."""
    await house.publish()
    at = [NOW - timedelta(days=1), NOW - timedelta(days=1, minutes=-5), NOW - timedelta(hours=1)]
    told = [
        {"survey": "nps", "score": score, "answered_at": one.isoformat()}
        for score, one in zip((10, 5, 7), at, strict=True)
    ]
    assert (await house.api.post("/v1/responses", json=told)).status_code == 201


async def test_it_tells_when_people_answer_and_how(house: House) -> None:
    await told(house)
    query = {"survey": "nps", "tz": "Asia/Jakarta"}
    found = (await house.api.get("/v1/scores/week", params=query)).json()

    assert len(found["hours"]) == 168
    assert found["hours"][0]["weekday"] == "monday"
    answered = [one for one in found["hours"] if one["n"]]
    assert answered == [
        {"weekday": "monday", "hour": 16, "n": 1, "score": 0, "mean": 7},
        {"weekday": "sunday", "hour": 17, "n": 2, "score": 0, "mean": 7.5},
    ]
    wrong = await house.api.get("/v1/scores/week", params=query | {"as_of": NOW.isoformat()})
    assert wrong.json()["errors"][0]["field"] == "as_of"


async def test_the_dashboard_shows_the_same(house: House) -> None:
    await told(house)
    shown = await week.show(await view_on(house.engine.database))
    assert shown is not None
    page = html(shown)
    [spec] = re.findall(r'<script type="application/json"[^>]*>(.+?)</script>', page, re.DOTALL)

    rows = json.loads(spec)["data"]["values"]
    names = ("day", "hour", "n", "mean")
    assert [[row[name] for name in names] for row in rows] == [
        ["Mon", 9, 1, 7],
        ["Sun", 10, 2, 7.5],
    ]
    assert '<th scope="row">Sunday</th><td>10:00\u202fAM</td>' in page
    assert shown.table is not None
    assert len(shown.table.rows) == 2
