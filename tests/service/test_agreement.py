"""The API, the dashboard, the export and a recount tell the same (invariant 6), whatever has
happened to the answers; and what the API has told once it tells again.

The recount knows nothing of databases: it keeps in a list what the test has done, goes over it with
a loop, and divides in fractions.
"""

import csv
import io
import json
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys import rollups, searching
from surveys.recount import differences
from tests.service.markup import Markup
from tests.service.world import FROM, TO, Deed, World, open_world

DAYS = (TO - FROM).days
GOOD = {"nps": (9, 10), "csat": (4, 5)}
BAD = {"nps": range(7), "csat": ()}


class View(NamedTuple):
    """A question, as the API and the dashboard are asked it."""

    interval: str
    zone: str
    group_by: str
    store: str

    @property
    def query(self) -> dict[str, str]:
        where = {"where": f"store:{self.store}"} if self.store else {}
        group = {"group_by": self.group_by} if self.group_by else {}
        span = {"from": FROM.isoformat(), "to": TO.isoformat()}
        return {"survey": "s", "interval": self.interval, "tz": self.zone, **span, **group, **where}


def label(moment: datetime, view: View) -> str:
    """The local period of a moment, as a calendar names it. An hour that comes twice is two."""
    local = moment.astimezone(ZoneInfo(view.zone))
    return {
        "hour": f"{local:%Y-%m-%d %H} {local.utcoffset()}",
        "day": f"{local:%Y-%m-%d}",
        "week": f"{local.date() - timedelta(days=local.weekday())}",
        "month": f"{local:%Y-%m}",
        "none": "all",
    }[view.interval]


def recounted(world: World, view: View) -> dict[tuple[str, str | None], list[int]]:
    """The scores that were given, by period and group."""
    found: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for person, score, at in world.counting():
        if FROM <= at < TO and view.store in ("", person.store):
            group = getattr(person, view.group_by) if view.group_by else None
            found[label(at, view), group].append(score)
    return found


def figures(kind: str, scores: Sequence[int]) -> dict[str, Any]:
    """As on paper."""
    n = len(scores)
    good = sum(score in GOOD[kind] for score in scores)
    bad = sum(score in BAD[kind] for score in scores)
    return {
        "n": n,
        "score": round(float(Fraction(100 * (good - bad), n)), 4) if n else None,
        "mean": round(float(Fraction(sum(scores), n)), 4) if n else None,
        "counts": +Counter(str(score) for score in scores),
    }


def told(row: dict[str, Any]) -> dict[str, Any]:
    """The same of a row of the API's."""
    counts = +Counter(row["counts"])
    return {"n": row["n"], "score": row["score"], "mean": row["mean"], "counts": counts}


async def api_agrees(world: World, view: View) -> dict[str, Any]:
    """The API's answer, held against the recount."""
    answered = await world.api.get("/v1/scores", params=view.query)
    assert answered.status_code == 200, answered.text
    report = dict(answered.json())
    expected = recounted(world, view)
    series = {
        (label(datetime.fromisoformat(row["start"]), view), row["group"]): told(row)
        for row in report["series"]
        if row["n"]
    }
    assert series == {key: figures(world.kind, scores) for key, scores in expected.items()}
    everything = [score for scores in expected.values() for score in scores]
    assert told(report["total"]) == figures(world.kind, everything)
    asked = [one for one in world.people if one.token and view.store in ("", one.store)]
    answered_by = sum(one.score is not None for one in asked)
    names = ("sent", "delivered", "answered")
    assert [report["total"][n] for n in names] == [len(asked), len(asked), answered_by]
    return report


async def dashboard_agrees(world: World, view: View, report: dict[str, Any]) -> None:
    page = await world.api.get("/", params=view.query)
    assert page.status_code == 200, page.text
    markup = Markup(page.text)
    shown = {float(one["value"]) for one in markup.all("data")}
    total = report["total"]
    assert total["n"] == 0 or {total["score"], total["low"], total["high"]} <= shown
    if total["n"]:
        found = re.search(r'id="distribution-spec">(.+?)</script>', page.text, re.DOTALL)
        assert found is not None
        bars = [row["n"] for row in json.loads(found[1])["data"]["values"]]
        assert bars == [*reversed(total["counts"].values())]
    links = [one["href"] for one in markup.all("a") if "/v1/scores?" in one["href"]]
    assert links
    linked = (await world.api.get(links[0])).json()
    for name in ("score", "low", "high", "n", "counts", "response_rate"):
        assert linked["total"][name] == total[name]


async def export_agrees(world: World) -> None:
    """Row by row."""
    table = await world.api.get("/v1/responses", headers={"Accept": "text/csv"})
    found = [
        (int(row["score"]), datetime.fromisoformat(row["answered_at"]), of_cell(row["segments"]))
        for row in csv.DictReader(io.StringIO(table.text, newline=""))
    ]
    expected = [(score, at, sorted(who.segments.items())) for who, score, at in world.counting()]
    assert sorted(found) == sorted(expected)


def of_cell(text: str) -> list[tuple[str, str]]:
    return sorted(json.loads(text or "{}").items())


async def told_again(world: World, view: View, before: dict[str, Any]) -> None:
    query = view.query | {"as_of": before["as_of"]}
    again = (await world.api.get("/v1/scores", params=query)).json()
    assert again["series"] == before["series"]
    assert again["previous"] == before["previous"]
    for name in ("n", "score", "low", "high", "mean", "counts"):
        assert again["total"][name] == before["total"][name]


async def holds(
    world: World, kind: str, people: Sequence[Any], story: Sequence[Deed], views: Sequence[View]
) -> None:
    await world.begin(kind, people)
    earlier: list[tuple[View, dict[str, Any]]] = []
    in_order = sorted(story, key=lambda deed: deed.minute)
    for number, deed in enumerate(in_order):  # an hour apart, as persons change their minds
        await world.do(deed, FROM + timedelta(minutes=deed.minute, hours=number))
        if number % 4 == 3:
            view = views[number // 4 % len(views)]
            earlier.append((view, await api_agrees(world, view)))
    world.clock.now = TO + timedelta(days=4)
    await searching.index(world.engine.database)
    for view in views:
        await dashboard_agrees(world, view, await api_agrees(world, view))
    await export_agrees(world)
    for view, before in earlier:
        await told_again(world, view, before)
    while await rollups.fold(world.engine.database):
        pass
    for view in views:
        await api_agrees(world, view)
    assert await differences(world.engine.database) == []


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with open_world(database_url) as found:
        yield found


stores = st.sampled_from([None, "A", "B"])
teams = st.sampled_from([None, "7", "x.y"])
deeds = st.builds(
    Deed,
    st.sampled_from(
        ["answer"] * 8 + ["tell"] * 2 + ["fold"] * 2 + ["erase", "erase", "retract", "rebuild"]
    ),
    st.integers(0, 5),
    st.integers(0, 10),
    st.integers(1, (DAYS + 2) * 24 * 60),  # some when the span is over
)
given_a_history = given(
    kind=st.sampled_from([*GOOD]),
    people=st.lists(st.tuples(stores, teams), min_size=6, max_size=6),
    story=st.lists(deeds, min_size=8, max_size=24),
    views=st.lists(
        st.builds(
            View,
            st.sampled_from(["hour", "day", "week", "month", "none"]),
            st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu"]),
            st.sampled_from(["", "store", "team"]),
            st.sampled_from(["", "", "A"]),
        ),
        min_size=2,
        max_size=2,
    ),
)


@settings(max_examples=15)
@given_a_history
async def test_api_dashboard_export_and_recount_agree_after_any_history(
    world: World, kind: str, people: list[Any], story: list[Deed], views: list[View]
) -> None:
    await holds(world, kind, people, story, views)


@pytest.mark.storm
@settings(max_examples=200)
@given_a_history
async def test_they_agree_after_very_many_histories(
    world: World, kind: str, people: list[Any], story: list[Deed], views: list[View]
) -> None:
    await holds(world, kind, people, story, views)
