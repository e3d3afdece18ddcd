from dataclasses import replace
from datetime import timedelta

import pytest

from service.panels import segments
from service.parts import Choice, Panel, Ranking
from surveys.database import Database
from surveys.doors import segments_at
from surveys.report import as_dict
from surveys.scores import ask
from surveys.walk_ins import WalkIn, record
from tests.cast import KEYRING, NOW, answer, invite, publish, survey
from tests.service.panels.views import html, view_on

THEN = NOW - timedelta(days=2)


async def answered(database: Database, store: str | None, *scores: int) -> None:
    """Customers of a store answer, all of them looked after by team A."""
    properties = {"store": store, "team": "A"} if store else {}
    for score, token in zip(
        scores, await invite(database, len(scores), THEN, properties=properties), strict=True
    ):
        await answer(database, token, score, THEN)


@pytest.fixture(autouse=True)
async def stores(database: Database) -> None:
    await publish(database, survey(throttle=None), THEN)
    await answered(database, "Bandung", *[9] * 6, *[3] * 6)
    await answered(database, "Jakarta", *[10] * 11)
    await answered(database, "Medan <b>", 10, 10)


def ranking(panel: Panel | None) -> Ranking:
    assert panel is not None
    [found] = [part for part in panel.parts if isinstance(part, Ranking)]
    return found


async def test_it_ranks_the_groups_and_puts_those_with_few_answers_last(database: Database) -> None:
    panel = await segments.show(await view_on(database, group_by="store"))
    rows = ranking(panel).rows

    assert [(row.name, row.few) for row in rows] == [
        ("Jakarta", False),
        ("Bandung", False),
        ("Medan <b>", True),
    ]
    assert rows[1].score == '<data value="0.0">0.0</data>'
    assert rows[1].answers == '<data value="12">12</data>'
    assert panel is not None
    assert "Pale: fewer than 10 answers" in html(panel)


async def test_it_shows_the_figures_that_the_api_has(database: Database) -> None:
    shown = await view_on(database, group_by="store")
    answer = as_dict(await ask(database, replace(shown.question, interval="none")), shown.now)
    by_store = {one["group"]: one for one in answer["series"]}

    for row in ranking(await segments.show(shown)).rows:
        figures = by_store[str(row.name)]
        assert f'value="{figures["score"]}"' in row.score
        assert f'value="{figures["low"]}"' in row.sure
        assert f'value="{figures["high"]}"' in row.sure


async def test_it_puts_every_interval_on_one_axis(database: Database) -> None:
    found = ranking(await segments.show(await view_on(database, group_by="store")))

    assert min(row.low for row in found.rows) == 0
    assert max(row.high for row in found.rows) == 100
    assert all(row.low <= row.at <= row.high for row in found.rows)
    assert 0 < found.whole < 100


async def test_it_starts_with_the_first_segment_and_offers_the_others(database: Database) -> None:
    panel = await segments.show(await view_on(database))

    assert panel is not None
    assert isinstance(panel.parts[0], Choice)
    assert [(name, chosen) for name, _, chosen in panel.parts[0].options] == [
        ("store", True),
        ("team", False),
    ]
    assert panel.parts[0].options[1][1] == "/?survey=nps-after-purchase&group_by=team"


async def test_it_leads_to_a_view_of_each_group(database: Database) -> None:
    rows = ranking(await segments.show(await view_on(database))).rows

    assert rows[0].link == "/?survey=nps-after-purchase&where=store%3AJakarta"
    assert rows[2].link.endswith("where=store%3AMedan+%3Cb%3E")


async def test_it_counts_those_without_the_segment_as_well(database: Database) -> None:
    await answered(database, None, 5)
    rows = ranking(await segments.show(await view_on(database))).rows

    assert [(row.name, row.link) for row in rows if row.name == "none"] == [("none", "")]


async def test_it_keeps_to_the_group_that_is_looked_at(database: Database) -> None:
    rows = ranking(await segments.show(await view_on(database, where=("store", "Jakarta")))).rows
    assert [row.name for row in rows] == ["Jakarta"]

    panel = await segments.show(await view_on(database, where=("store", "Bali"), group_by="team"))
    assert panel is not None
    assert "No answers in this time." in html(panel)


async def test_it_shows_the_largest_of_many_groups(database: Database, monkeypatch) -> None:
    monkeypatch.setattr(segments, "MOST", 2)
    panel = await segments.show(await view_on(database))

    assert panel is not None
    assert [row.name for row in ranking(panel).rows] == ["Jakarta", "Bandung"]
    assert "The 2 with the most answers, of 3." in html(panel)


async def test_it_escapes_the_names_of_groups(database: Database) -> None:
    panel = await segments.show(await view_on(database))

    assert panel is not None
    assert "Medan &lt;b&gt;" in html(panel)
    assert "<b>" not in html(panel)


async def test_it_is_not_there_for_a_survey_without_segments(database: Database) -> None:
    await publish(database, survey(segments=[]), THEN)
    assert await segments.show(await view_on(database)) is None


async def test_it_offers_the_places_where_people_have_answered(database: Database) -> None:
    live = await publish(database, survey(segments=[]), THEN)
    given = [
        WalkIn(live, f"visit-{n}", "place", "en", n, THEN, THEN, segments=segments_at(place, False))
        for n, place in enumerate(["counter", "counter", "receipt"])
    ]
    await record(database, KEYRING, given)
    panel = await segments.show(await view_on(database))

    assert panel is not None
    assert isinstance(panel.parts[0], Choice)
    assert [(name, chosen) for name, _, chosen in panel.parts[0].options] == [("place", True)]
    assert {row.name for row in ranking(panel).rows} == {"counter", "receipt", "none"}
