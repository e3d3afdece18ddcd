"""GET /v1/scores: every number equals a recount of GET /v1/responses."""

import random
from collections import Counter
from datetime import datetime, time, timedelta
from itertools import pairwise, product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.service.house import House
from tests.service.opinions import (
    BEGINNING,
    CLOSE,
    Said,
    answer_over_days,
    counts,
    invite_all,
    nps,
    said,
    share,
    span,
    take_back,
    within,
)

NPS = range(11)
ZONES = ("UTC", "Asia/Kathmandu", "America/New_York", "Pacific/Apia")
WHERES = (None, ("store", "São Paulo"), ("team", "red"), ("store", "nowhere"))
GROUPS = (None, "store", "team")


def check_figures(figures: dict[str, Any], some: list[Said]) -> None:
    """The figures of these answers to an NPS survey."""
    assert figures["n"] == len(some)
    assert figures["counts"] == counts(some, NPS)
    if not some:
        assert [figures[name] for name in ("score", "low", "high", "mean")] == [None] * 4
        return
    assert figures["score"] == pytest.approx(nps(some), abs=CLOSE)
    assert figures["mean"] == pytest.approx(sum(one.score for one in some) / len(some), abs=CLOSE)
    assert -100 <= figures["low"] < figures["high"] <= 100  # of few answers, not around the score


def check_periods(series: list[dict[str, Any]], interval: str, zone: ZoneInfo) -> None:
    """They follow each other without a gap and begin when the zone's clock says so."""
    edges = sorted({(one["start"], one["end"]) for one in series})
    moments = [tuple(datetime.fromisoformat(one) for one in edge) for edge in edges]
    moments.sort()
    for (_, end), (start, _) in pairwise(moments):
        assert end == start
        local = start.astimezone(zone)
        if interval == "hour":
            assert start.minute == start.second == 0 or local.minute == 0
        else:
            assert local.time() == time()
        if interval == "week":
            assert local.weekday() == 0
        if interval == "month":
            assert local.day == 1


async def test_every_score_equals_a_recount(house: House) -> None:
    chance = random.Random(17)
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    paths = await invite_all(house, 60, chance)
    await answer_over_days(house, paths[:50], NPS, chance)
    await take_back(house, 5)
    everything = await said(house, survey="nps")
    assert len(everything) == 45
    days = 12
    for interval, zone, group, where in product(
        ("hour", "day", "week", "month", "none"), ZONES, GROUPS, WHERES
    ):
        if interval == "hour" and (where or group):
            continue  # enough
        query: dict[str, Any] = {"interval": interval, "tz": zone} | span(BEGINNING, days)
        query |= {"group_by": group} if group else {}
        query |= {"where": ":".join(where)} if where else {}
        report = await house.scores(**query)
        some = [one for one in everything if not where or one.segments.get(where[0]) == where[1]]
        check_figures(report["total"], within(some, query["from"], query["to"]))
        for row in report["series"]:
            group_of = [one for one in some if not group or one.segments.get(group) == row["group"]]
            check_figures(row, within(group_of, row["start"], row["end"]))
        assert sum(row["n"] for row in report["series"]) == report["total"]["n"]
        if interval != "none":
            check_periods(report["series"], interval, ZoneInfo(zone))


async def test_a_day_is_the_zones_own_day_however_long_it_is(house: House) -> None:
    await house.publish()
    asked = {"from": "2026-10-31", "to": "2026-11-03", "tz": "America/New_York"}
    series = (await house.scores(**asked))["series"]
    hours = [
        datetime.fromisoformat(row["end"]) - datetime.fromisoformat(row["start"]) for row in series
    ]
    assert hours == [timedelta(hours=24), timedelta(hours=25), timedelta(hours=24)]
    assert series[1]["start"] == "2026-11-01T00:00:00-04:00"
    assert series[1]["end"] == "2026-11-02T00:00:00-05:00"


async def test_yesterdays_number_can_be_had_again(house: House) -> None:
    chance = random.Random(3)
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    paths = await invite_all(house, 15, chance)
    known: list[tuple[str, dict[str, Any]]] = []
    query: dict[str, Any] = {"group_by": "store", "interval": "day"} | span(BEGINNING, 30)
    for part in (5, 10, 15):
        await answer_over_days(house, paths[:part], NPS, chance)  # earlier ones think again
        if part == 10:
            await take_back(house, 3)
        report = await house.scores(**query)
        known.append((house.clock().isoformat(), report))
        house.clock.forward(hours=5)
    for moment, report in known:
        again = await house.scores(**query, as_of=moment)
        assert again["as_of"] == report["as_of"]
        names = ("start", "end", "group", "n", "score", "low", "high", "mean", "counts")
        for one in (*again["series"], again["total"]):
            assert any(
                all(one[name] == other[name] for name in names)
                for other in (*report["series"], report["total"])
            )
        assert again["previous"] == report["previous"]
    early, first = known[0]
    unsaid = (await house.scores(interval="none", as_of=early))["total"]
    hour = datetime.fromisoformat(early).replace(minute=0, second=0, microsecond=0)
    assert unsaid["end"] == (hour + timedelta(hours=1)).isoformat()
    assert unsaid["n"] == first["total"]["n"] > 0
    nothing = await house.scores(**query, as_of=BEGINNING.isoformat())
    assert nothing["total"]["n"] == 0


async def test_it_tells_how_many_answered_and_what_was_before(house: House) -> None:
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    paths = await invite_all(house, 12, random.Random(1))
    for path in paths[:3]:
        await house.web.post(path, data={"score": "10"})
    asked = span(BEGINNING - timedelta(hours=1), 1)
    total = (await house.scores(**asked))["total"]
    assert (total["sent"], total["delivered"], total["response_rate"]) == (12, 12, 25.0)
    house.clock.forward(days=1)
    for path in paths[3:6]:
        await house.web.post(path, data={"score": "0"})
    later = await house.scores(**span(BEGINNING + timedelta(hours=23), 1))
    assert (later["total"]["n"], later["total"]["score"]) == (3, -100.0)
    assert later["total"]["sent"] == 0
    assert later["total"]["response_rate"] is None
    previous = later["previous"]
    assert (previous["n"], previous["score"], previous["difference"]) == (3, 100.0, -200.0)
    assert previous["significant"] is True
    assert previous["end"] == later["total"]["start"]


@pytest.mark.parametrize(
    ("kind", "scores", "at_least", "definition"),
    [("csat", range(1, 6), 4, "csat-top2-v1"), ("ces", range(1, 8), 5, "ces2-top3-v1")],
)
async def test_shares_are_counted_from_their_own_scale(
    house: House, kind: str, scores: range, at_least: int, definition: str
) -> None:
    chance = random.Random(5)
    await house.publish(kind=kind, expires="90d")
    paths = await invite_all(house, 12, chance)
    await answer_over_days(house, paths, scores, chance)
    report = await house.scores(interval="none", **span(BEGINNING, 30))
    everything, total = await said(house), report["total"]
    assert (report["kind"], report["definition"]) == (kind, definition)
    assert total["counts"] == counts(everything, scores)
    assert total["score"] == pytest.approx(share(everything, at_least), abs=CLOSE)
    assert 0 <= total["low"] <= total["score"] <= total["high"] <= 100


async def test_segments_may_have_any_name_and_any_value(house: House) -> None:
    names = ["sub.team", "2nd-line", "5", "a_b"]
    await house.publish(segments=names, expires="90d")
    odd = ["a:b", "x" * 300, "'", '"', "%", "é\u2028", "$.a", "true"]
    events = [
        {"id": str(n), "type": "purchase.completed", "customer": {"email": f"c{n}@example.com"}}
        | {"properties": dict.fromkeys(names, text)}
        for n, text in enumerate(odd)
    ]
    assert (await house.post(events)).status_code == 202
    for path in {link for mail in await house.mails(len(odd)) for link in mail.links}:
        if path.endswith("/9"):
            await house.web.post(path.removesuffix("/9").removeprefix(house.url), data={"score": 9})
    for name, text in product(names, odd):
        value = text[:200].strip()
        found = await house.scores(where=f"{name}:{value}", interval="none")
        assert found["total"]["n"] == 1, (name, text)
        past = await house.scores(
            where=f"{name}:{value}", group_by=name, as_of=house.clock().isoformat(), interval="none"
        )
        assert [row["group"] for row in past["series"]] == [value]
        other = next(one for one in names if one != name)
        two = await house.scores(where=f"{name}:{value}", group_by=other, interval="none")
        assert [(row["group"], row["n"]) for row in two["series"]] == [(value, 1)]
        [response] = await house.responses(where=f"{name}:{value}")
        assert response["segments"][name] == value


async def test_a_question_that_makes_no_sense_is_refused_by_name(house: House) -> None:
    await house.publish()
    wrong: list[tuple[dict[str, str], str]] = [
        ({"survey": ""}, "survey"),
        ({"interval": "decade"}, "interval"),
        ({"week_start": "moonday"}, "week_start"),
        ({"rate": "opened"}, "rate"),
        ({"group_by": "store,team,place"}, "group_by"),
        ({"group_by": "store,"}, "group_by"),
        ({"group_by": "store,store"}, "group_by"),
        ({"interval": "hour", "from": "2000-01-01", "to": "2026-01-01"}, "interval"),
        ({"tz": "Mars/Olympus"}, "tz"),
        ({"tz": "../../etc/localtime"}, "tz"),
        ({"from": "yesterday"}, "from"),
        ({"from": "2026-11-02T10:00:00"}, "from"),
        ({"from": "2026-02-30"}, "from"),
        ({"from": "1066-10-14"}, "from"),
        ({"from": "2026-11-02", "to": "2026-11-02"}, "from"),
        ({"from": "2026-11-03", "to": "2026-11-02"}, "from"),
        ({"to": "9999-12-31"}, "to"),
        ({"as_of": "now"}, "as_of"),
        ({"as_of": "2199-01-01"}, "as_of"),
        ({"group_by": "colour"}, "group_by"),
        ({"where": "colour:red"}, "where"),
        ({"where": "store"}, "where"),
        ({"where": "store:"}, "where"),
        ({"where": ":Bali"}, "where"),
        ({"groupby": "store"}, "groupby"),
    ]
    for query, field in wrong:
        answer = await house.api.get("/v1/scores", params={"survey": "nps", **query})
        assert (query, answer.status_code) == (query, 422)
        assert answer.json()["errors"][0]["field"] == field
    missing = await house.api.get("/v1/scores", params={"survey": "none"})
    assert (missing.status_code, missing.json()["title"]) == (404, "Not found")


async def test_two_segments_and_several_conditions_can_be_asked_for(house: House) -> None:
    chance = random.Random(11)
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    await answer_over_days(house, await invite_all(house, 30, chance), NPS, chance)
    everything = await said(house, survey="nps")
    query: dict[str, Any] = {"interval": "none"} | span(BEGINNING, 30)
    by_two = await house.scores(group_by="store,team", **query)
    found = {tuple(row["group"]): row["n"] for row in by_two["series"]}
    assert found == Counter(
        (one.segments.get("store"), one.segments.get("team")) for one in everything
    )
    where = ["store:São Paulo", "team:red", "channel:email", "language:en", "version:1"]
    some = [one for one in everything if one.segments == {"store": "São Paulo", "team": "red"}]
    assert some
    check_figures((await house.scores(where=where, **query))["total"], some)
    assert (await house.scores(where=[*where, "version:2"], **query))["total"]["n"] == 0
    too_many = await house.api.get("/v1/scores", params={"survey": "nps", "where": where * 3})
    assert too_many.json()["errors"][0]["field"] == "where"


@pytest.mark.parametrize(
    ("week_start", "weekday"), [("sunday", 6), ("en-US", 6), ("ar-EG", 5), ("de", 0)]
)
async def test_weeks_begin_when_the_reader_says(
    house: House, week_start: str, weekday: int
) -> None:
    await house.publish()
    found = await house.scores(interval="week", week_start=week_start, **span(BEGINNING, 30))
    starts = [datetime.fromisoformat(row["start"]) for row in found["series"]]
    assert {start.weekday() for start in starts[1:]} == {weekday}
    assert found["week_start"] == starts[1].strftime("%A").lower()


async def test_it_tells_how_long_people_took(house: House) -> None:
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    paths = await invite_all(house, 11, random.Random(1))
    sent_on = span(BEGINNING - timedelta(hours=1), 1)
    for path in paths[:10]:
        house.clock.forward(minutes=1)
        await house.web.post(path, data={"score": "10"})
    answer = await house.api.get("/v1/answer-times", params={"survey": "nps"} | sent_on)
    found = answer.json()
    assert (found["n"], found["median_seconds"], found["p90_seconds"]) == (10, 300.0, 540.0)
    none = {"survey": "nps", "where": "store:nowhere"} | sent_on
    found = (await house.api.get("/v1/answer-times", params=none)).json()
    assert (found["n"], found["median_seconds"], found["p90_seconds"]) == (0, None, None)
    refused = await house.api.get("/v1/answer-times", params={"survey": "nps", "interval": "day"})
    assert refused.json()["errors"][0]["field"] == "interval"


async def test_groups_of_few_people_are_told_together(house: House) -> None:
    house.engine.settings = house.engine.settings.model_copy(update={"smallest_group": 3})
    house.clock.now = BEGINNING
    await house.publish(expires="90d")
    number = 0
    for store, size in (("A", 6), ("B", 4), ("C", 2), ("D", 1)):
        for _ in range(size):
            number += 1
            path = await house.invited(number, properties={"store": store})
            await house.web.post(path, data={"score": "10"})
    query: dict[str, Any] = {"interval": "none"} | span(BEGINNING - timedelta(hours=1), 1)
    found = await house.scores(group_by="store", **query)
    sizes = {row["group"]: row["n"] for row in found["series"]}
    assert sizes == {"A": 6, "B": 4, "other": 3}
    assert found["total"]["folded"] == 2
    assert (await house.scores(where="store:A", **query))["total"]["n"] == 6
    for where in ("store:C", "store:D"):
        params = {"survey": "nps", "where": where} | query
        refused = (await house.api.get("/v1/scores", params=params)).json()
        assert refused["errors"][0]["field"] == "where"
        assert "fewer than 3" in refused["errors"][0]["message"]
