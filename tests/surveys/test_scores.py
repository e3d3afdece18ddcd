"""Every score equals a recount (invariant 6). The recount below knows nothing of rollups, ledgers
or SQL: it reads the responses, puts each into the local hour, day, week or month that a calendar
would, and counts.
"""

import json
from collections import Counter, defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count, product
from typing import Any, get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveys.catalogue import Published
from surveys.database import Database
from surveys.errors import InvalidInput
from surveys.instant import from_micros
from surveys.periods import Interval, Period
from surveys.report import as_dict
from surveys.rollups import fold, fold_sent, rebuild
from surveys.scores import Question, Rate, ask
from tests.cast import (
    NOW,
    answer,
    column,
    empty,
    event,
    happen,
    invite,
    publish,
    retract,
    rows,
    run,
    send_all,
    survey,
)

ZONES = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Asia/Kathmandu",
]
INTERVALS: tuple[Interval, ...] = ("hour", "day", "week", "month", "quarter", "year", "none")
# The night in which Berlin's clock is put back and the first days of November, month and week.
FROM, TO = datetime(2026, 10, 24, 0, 0, tzinfo=UTC), datetime(2026, 11, 4, 0, 0, tzinfo=UTC)
GROUPS: tuple[dict[str, Any], ...] = (
    {},
    {"group_by": "store"},
    {"where": ("store", "A")},
    {"group_by": "store", "where": ("store", "A")},
    {"group_by": "team", "where": ("store", "B")},
    {"group_by": "team"},
    {"group_by": "store", "then_by": "team"},
    {"where": ("store", "A"), "also": (("team", "7"),)},
    {"where": ("language", "en"), "also": (("store", "B"), ("version", "1"))},
    {"where": ("channel", "email"), "group_by": "team", "then_by": "store"},
    {"where": ("channel", "sms")},
)

Recount = dict[tuple[str, Any], Counter[int]]  # (local start, group) -> scores


def question(survey_: Published, **changes: Any) -> Question:
    found = Question(survey_, Period(FROM, TO), "day", ZoneInfo("UTC"))
    return replace(found, **changes)


async def report(database: Database, asked: Question) -> dict[str, Any]:
    return as_dict(await ask(database, asked), NOW)


def label(moment: datetime, asked: Question) -> str:
    """The local period of a moment, as a calendar names it. An hour that comes twice is two."""
    local = moment.astimezone(asked.zone)
    first = local.date() - timedelta(days=(local.weekday() - asked.week_start) % 7)
    return {
        "hour": f"{local:%Y-%m-%d %H} {local.utcoffset()}",
        "day": f"{local:%Y-%m-%d}",
        "week": f"{first}",
        "month": f"{local:%Y-%m}",
        "quarter": f"{local.year} {(local.month + 2) // 3}",
        "year": f"{local.year}",
        "none": "all",
    }[asked.interval]


async def recount(database: Database, asked: Question) -> Recount:
    found: Recount = defaultdict(Counter)
    for row in await rows(database, "SELECT * FROM response WHERE deleted_at IS NULL"):
        moment, segments = from_micros(row["answered_at"]), json.loads(row["segments"])
        if row["survey_id"] != asked.survey.survey_id:
            continue
        if not asked.span.start <= moment < asked.span.end:
            continue
        known = segments | {name: str(row[name]) for name in ("channel", "language", "version")}
        if any(known.get(name) != text for name, text in asked.conditions):
            continue
        group = segments.get(asked.group_by) if asked.group_by else None
        if asked.then_by:
            group = group, segments.get(asked.then_by)
        found[label(moment, asked), group][row["score"]] += 1
    return found


def counted(found: dict[str, Any], asked: Question) -> Recount:
    """What a report says, in the shape of a recount."""
    result: Recount = {}
    for row in found["series"]:
        counts = +Counter({int(score): n for score, n in row["counts"].items()})
        assert row["n"] == counts.total()
        if counts:
            key = label(datetime.fromisoformat(row["start"]), asked), row["group"]
            assert key not in result
            result[key] = counts
    return result


async def agrees(database: Database, asked: Question) -> None:
    found = await report(database, asked)
    expected = await recount(database, asked)
    assert counted(found, asked) == expected, asked
    total: Counter[int] = sum(expected.values(), Counter())
    assert +Counter({int(k): n for k, n in found["total"]["counts"].items()}) == total
    assert found["total"]["score"] == score_of(total)
    before = replace(asked, span=Period(FROM - (TO - FROM), FROM))
    earlier: Counter[int] = sum((await recount(database, before)).values(), Counter())
    assert found["previous"]["n"] == earlier.total()
    assert found["previous"]["score"] == score_of(earlier)


def score_of(counts: Counter[int]) -> float | None:
    """The net promoter score, the way it is done on paper."""
    if not counts.total():
        return None
    promoters, detractors = counts[9] + counts[10], sum(counts[n] for n in range(7))
    return round(100 * (promoters - detractors) / counts.total(), 4)


stores = st.sampled_from([None, "A", "B", "C"])
teams = st.sampled_from([None, "7", "x.y"])
scores = st.integers(0, 10)
people = st.integers(0, 7)
minutes = st.integers(-14 * 24 * 60, 11 * 24 * 60)  # from FROM; some before it
actions = st.one_of(
    st.tuples(st.just("answer"), people, scores, minutes),
    st.tuples(st.just("answer"), people, scores, minutes),
    st.tuples(st.just("retract"), people, scores, minutes),
    st.tuples(st.just("fold"), st.integers(1, 4), scores, minutes),
    st.tuples(st.just("rebuild"), people, scores, minutes),
)
LONG = {"expires": "3000d"}


async def perform(database: Database, tokens: list[str], action: tuple[str, int, int, int]) -> None:
    name, number, score, minute = action
    at = FROM + timedelta(minutes=minute)
    if name == "answer":
        await answer(database, tokens[number], score, at, comment=str(minute))
    elif name == "retract":
        ids = await column(database, "SELECT id FROM response ORDER BY id")
        await retract(database, ids[number : number + 1], at)
    elif name == "fold":
        await fold(database, limit=number)
        await fold_sent(database, limit=number)
    else:
        await rebuild(database)


async def asked_people(database: Database, segments: list[tuple[Any, Any]]) -> list[str]:
    """The tokens of people who were asked long ago and have these stores and teams."""
    now = FROM - timedelta(days=20)
    bodies = [
        event(next(numbers), properties={"store": store, "team": team}) for store, team in segments
    ]
    known = await happen(database, *bodies, now=now)
    await send_all(database, now)
    found = await rows(database, "SELECT event_id, token FROM invitation")
    tokens = {row["event_id"]: row["token"] for row in found}
    return [tokens[event_id] for event_id in known]


numbers = count(1)
segments = st.lists(st.tuples(stores, teams), min_size=8, max_size=8)
views = st.tuples(
    st.sampled_from(INTERVALS),
    st.sampled_from(ZONES).map(ZoneInfo),
    st.sampled_from(GROUPS),
    st.integers(0, 6),
)


def viewed(live: Published, view: tuple[Interval, ZoneInfo, Any, int]) -> Question:
    interval, zone, parts, week_start = view
    return question(live, interval=interval, zone=zone, week_start=week_start, **parts)


@settings(max_examples=20)
@given(
    people_are=segments,
    story=st.lists(actions, min_size=1, max_size=12),
    looks=st.lists(views, min_size=4, max_size=4),
)
async def test_any_report_equals_a_recount_after_any_story(
    database: Database, people_are: list[Any], story: list[Any], looks: list[Any]
) -> None:
    await empty(database)
    live = await publish(database, survey(**LONG))
    tokens = await asked_people(database, people_are)
    for number, action in enumerate(story):
        await perform(database, tokens, action)
        await agrees(database, viewed(live, looks[number % len(looks)]))
    while await fold(database):
        pass
    for view in looks:
        await agrees(database, viewed(live, view))


async def test_every_view_equals_a_recount(database: Database) -> None:
    live = await publish(database, survey(**LONG))
    people_are = [("A", "7"), ("B", "7"), ("A", None), (None, "x.y"), (None, None)] * 12
    tokens = await asked_people(database, people_are)
    for number, token in enumerate(tokens):  # every 27 quarters of an hour, across all of the span
        await answer(database, token, number % 11, FROM + number * timedelta(minutes=405))
        if number == 40:
            await fold(database)
    for view in product(INTERVALS, map(ZoneInfo, ZONES[::2]), GROUPS, [0]):
        await agrees(database, viewed(live, view))


@settings(max_examples=20)
@given(
    people_are=segments,
    story=st.lists(actions, min_size=2, max_size=12),
    moment=st.integers(0, 11),
    view=views,
)
async def test_an_earlier_report_can_be_had_again(
    database: Database, people_are: list[Any], story: list[Any], moment: int, view: Any
) -> None:
    await empty(database)
    live = await publish(database, survey(**LONG))
    tokens = await asked_people(database, people_are)
    # the world goes on in order: what is done later has a later time
    story = sorted(story, key=lambda action: action[3])
    then = story[min(moment, len(story) - 1)][3]
    for action in story:
        if action[3] <= then:
            await perform(database, tokens, action)
    asked = viewed(live, view)
    earlier = await report(database, asked)
    for action in story:
        if action[3] > then:
            await perform(database, tokens, action)
    again = await report(database, replace(asked, as_of=FROM + timedelta(minutes=then)))
    assert again["series"] == earlier["series"]
    assert again["previous"] == earlier["previous"]
    for name in ("n", "score", "low", "high", "mean", "counts"):
        assert again["total"][name] == earlier["total"][name]


async def test_groups_add_up_to_the_total(database: Database) -> None:
    live = await publish(database, survey())
    for number, token in enumerate(
        await asked_people(database, [("A", 1), ("A", 2), ("B", 1), (None, None)])
    ):
        await answer(database, token, number + 7, FROM + timedelta(hours=number))
    for folded in (False, True):
        if folded:
            await fold(database)
        found = await report(database, question(live, interval="none", group_by="store"))
        assert [(row["group"], row["n"]) for row in found["series"]] == [
            ("A", 2),
            (None, 1),
            ("B", 1),
        ]
        assert found["total"]["n"] == 4
        assert found["total"]["counts"]["7"] == 1


async def test_no_answers_are_null_and_never_zero(database: Database) -> None:
    live = await publish(database, survey())
    found = await report(database, question(live, interval="week"))
    assert [row["n"] for row in found["series"]] == [0, 0, 0]
    assert {row["score"] for row in found["series"]} == {None}
    total = found["total"]
    assert (total["n"], total["score"], total["low"], total["mean"]) == (0, None, None, None)
    assert (total["sent"], total["delivered"], total["response_rate"]) == (0, 0, None)
    assert found["previous"]["difference"] is None
    assert found["previous"]["significant"] is None


async def test_a_report_says_what_it_is_about(database: Database) -> None:
    live = await publish(database, survey())
    found = await report(database, question(live, zone=ZoneInfo("Asia/Kolkata"), as_of=NOW))
    assert {name: found[name] for name in ("survey", "kind", "definition", "interval", "tz")} == {
        "survey": "nps-after-purchase",
        "kind": "nps",
        "definition": "nps-v1",
        "interval": "day",
        "tz": "Asia/Kolkata",
    }
    assert found["as_of"] == NOW.isoformat()
    assert found["series"][0]["start"] == "2026-10-24T05:30:00+05:30"
    assert found["series"][1]["start"] == "2026-10-25T00:00:00+05:30"
    assert found["total"]["end"] == "2026-11-04T05:30:00+05:30"


async def test_a_day_has_a_row_though_nobody_answered(database: Database) -> None:
    live = await publish(database, survey())
    [token] = await asked_people(database, [("A", None)])
    await answer(database, token, 10, FROM + timedelta(days=2))
    found = await report(database, question(live))
    assert [row["n"] for row in found["series"]] == [0, 0, 1, *[0] * 8]
    assert found["series"][2]["score"] == 100.0


async def test_the_response_rate_is_of_what_was_delivered_in_the_span(database: Database) -> None:
    live = await publish(database, survey(channels=["email"]))
    asked_before = await invite(database, 2, now=FROM - timedelta(seconds=1))
    tokens = await invite(database, 4, now=FROM)
    await happen(database, event(1), now=FROM)  # never sent
    await answer(database, asked_before[0], 9, FROM)
    await answer(database, tokens[0], 9, FROM)
    await answer(database, tokens[1], 9, TO + timedelta(days=1))
    total = (await report(database, question(live)))["total"]
    assert (total["sent"], total["delivered"], total["response_rate"]) == (4, 4, 50.0)
    assert total["n"] == 2
    await fold_sent(database, limit=3)
    assert (await report(database, question(live)))["total"] == total
    half_past = replace(question(live), span=Period(FROM - timedelta(minutes=30), TO))
    assert (await report(database, half_past))["total"]["sent"] == 6
    await fold_sent(database)
    assert (await report(database, question(live)))["total"] == total
    await send_all(database, TO)
    assert (await report(database, question(live)))["total"]["sent"] == 4


async def test_a_response_rate_names_what_it_is_a_share_of(database: Database) -> None:
    live = await publish(database, survey(channels=["email"]))
    tokens = await invite(database, 5, now=FROM)
    gone = await column(database, "SELECT id FROM invitation ORDER BY id LIMIT 1")
    await run(database, "UPDATE invitation SET state = 'failed' WHERE id = $1", gone[0])
    await answer(database, tokens[1], 9, FROM)
    await answer(database, tokens[2], 9, TO)  # when the span is over
    rates = {}
    for rate in get_args(Rate):
        total = (await report(database, question(live, rate=rate)))["total"]
        assert (total["rate"], total["sent"], total["delivered"]) == (rate, 5, 4)
        rates[rate] = (total["answered"], total["response_rate"])
    assert rates == {"delivered": (2, 50.0), "sent": (2, 40.0), "cohort": (1, 20.0)}


async def test_the_published_response_rates_come_out(database: Database) -> None:
    live = await publish(database, survey(channels=["email"]))
    for token in (await invite(database, 5, now=FROM))[:2]:
        await answer(database, token, 9, FROM)
    unopened = await column(database, "SELECT id FROM invitation ORDER BY id DESC LIMIT 2")
    for one in unopened:
        await run(database, "UPDATE invitation SET state = 'failed' WHERE id = $1", one)
    by_sent = (await report(database, question(live, rate="sent")))["total"]
    of_three = (await report(database, question(live)))["total"]
    assert (by_sent["response_rate"], of_three["response_rate"]) == (40.0, 66.6667)


async def test_nobody_can_say_how_many_were_sent_on_one_channel(database: Database) -> None:
    live = await publish(database, survey())
    await invite(database, 2, now=FROM)
    total = (await report(database, question(live, where=("channel", "email"))))["total"]
    assert [total[name] for name in ("sent", "delivered", "response_rate")] == [None] * 3
    total = (await report(database, question(live, where=("language", "en"))))["total"]
    assert total["sent"] == 2


async def test_a_segment_called_channel_is_the_segment(database: Database) -> None:
    live = await publish(database, survey(segments=["channel"]))
    [token] = await invite(database, now=FROM, properties={"channel": "chat"})
    await answer(database, token, 9, FROM)
    for value, n in (("chat", 1), ("email", 0)):
        found = await report(database, question(live, where=("channel", value)))
        assert found["total"]["n"] == n


async def test_the_span_before_tells_whether_the_score_has_really_changed(
    database: Database,
) -> None:
    live = await publish(database, survey())
    tokens = await invite(database, 60, now=FROM - timedelta(days=9))
    for number, token in enumerate(tokens):
        at = FROM + timedelta(days=1 if number % 2 else -1)
        await answer(database, token, 10 if number % 2 else 0, at)
    previous = (await report(database, question(live)))["previous"]
    assert previous["start"] == "2026-10-13T00:00:00+00:00"
    assert (previous["score"], previous["difference"]) == (-100.0, 200.0)
    assert previous["significant"] is True


async def test_one_survey_s_answers_are_not_another_s(database: Database) -> None:
    live = await publish(database, survey())
    other = await publish(database, survey("other", trigger={"on": "other.thing"}))
    [token] = await invite(database, now=FROM)
    await answer(database, token, 9, FROM)
    for folded in range(2):
        assert (await report(database, question(live)))["total"]["n"] == 1
        assert (await report(database, question(other)))["total"]["n"] == 0
        assert await fold(database) == 1 - folded


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"group_by": "vip"}, "group_by"),
        ({"where": ("vip", "1")}, "where"),
        ({"where": ("store", "a\x00b")}, "where"),
        ({"also": (("vip", "1"),)}, "where"),
        ({"group_by": "store", "then_by": "vip"}, "group_by"),
        ({"group_by": "store", "then_by": "store"}, "group_by"),
        ({"span": Period(TO, FROM)}, "from"),
        ({"span": Period(FROM, FROM)}, "from"),
        ({"span": Period(FROM, FROM + timedelta(days=900)), "interval": "hour"}, "interval"),
    ],
)
async def test_a_question_that_cannot_be_answered_names_the_field(
    database: Database, changes: dict[str, Any], field: str
) -> None:
    live = await publish(database, survey())
    with pytest.raises(InvalidInput) as refused:
        await ask(database, question(live, **changes))
    assert [error.field for error in refused.value.errors] == [field]


async def test_a_segment_of_any_name_and_value_can_be_asked_for(database: Database) -> None:
    odd = 'it\'s "x" $.y [0] é 😀 %_'
    for name in ("store", "a.b-c", "1", "_"):
        live = await publish(database, survey(segments=[name]))
        await invite(database, now=FROM, properties={name: odd})
        tokens = await column(database, "SELECT token FROM invitation ORDER BY id DESC LIMIT 1")
        await answer(database, tokens[0], 9, FROM)
        for asked in (
            question(live, where=(name, odd)),
            question(live, group_by=name),
            question(live, group_by=name, zone=ZoneInfo("Asia/Kolkata")),
            question(live, where=(name, odd), as_of=NOW),
        ):
            await agrees(database, asked)
            found = await report(database, asked)
            assert odd in {row["group"] for row in found["series"]} or asked.where


def test_the_recount_puts_a_moment_where_a_calendar_does() -> None:
    asked = Question(None, Period(FROM, TO), "week", ZoneInfo("Asia/Kolkata"))  # type: ignore[arg-type]
    sunday_night = datetime(2026, 11, 1, 18, 29, tzinfo=UTC)
    assert label(sunday_night, asked) == "2026-10-26"
    assert label(sunday_night + timedelta(minutes=1), asked) == "2026-11-02"
    assert date(2026, 11, 2).isocalendar()[1] == 45


async def test_a_report_can_be_had_again_though_a_slower_writer_comes_in_after_it(
    database: Database,
) -> None:
    live = await publish(database, survey())
    tokens = await invite(database, 3, now=FROM)
    at = FROM + timedelta(hours=5)
    await answer(database, tokens[0], 9, at)
    first = await report(database, question(live))
    await answer(database, tokens[1], 1, at - timedelta(milliseconds=40))  # began before
    await answer(database, tokens[2], 5, at + timedelta(hours=1))
    again = await report(database, question(live, as_of=datetime.fromisoformat(first["as_of"])))
    assert again["as_of"] == first["as_of"] == at.isoformat()
    assert (again["total"]["counts"], again["series"]) == (
        first["total"]["counts"],
        first["series"],
    )
    assert (await report(database, question(live)))["total"]["n"] == 3
