import pytest

from service.numerals import exact
from service.panels import distribution
from service.parts import Chart, Panel, Strip
from surveys.kinds import kinds
from tests.service.panels.views import html, view


def found(panel: Panel) -> tuple[Strip, Chart]:
    strip, chart = panel.parts
    assert isinstance(strip, Strip)
    assert isinstance(chart, Chart)
    return strip, chart


async def test_it_counts_every_score_the_highest_first() -> None:
    _, chart = found(await distribution.show(view({10: 5, 7: 3}, {0: 2})))
    rows = chart.spec["data"]["values"]

    assert [row["label"] for row in rows] == [str(score) for score in range(10, -1, -1)]
    assert [row["n"] for row in rows] == [5, 0, 0, 3, 0, 0, 0, 0, 0, 0, 2]
    assert [row["share"] for row in rows if row["n"]] == ["50.0%", "30.0%", "20.0%"]
    assert [exact(cell) for cell in chart.table.rows[0]] == ["10", 5, "50.0%"]


async def test_it_says_what_a_net_score_is_made_of() -> None:
    strip, _ = found(await distribution.show(view({10: 5, 7: 3, 0: 2})))

    assert [(row.name, row.percent, row.band) for row in strip.rows] == [
        ("Promoters", 50, "good"),
        ("Passives", 30, "middle"),
        ("Detractors", 20, "bad"),
    ]


async def test_it_says_which_scores_count_towards_a_share() -> None:
    strip, _ = found(await distribution.show(view({5: 6, 4: 2, 1: 2}, kind="csat")))

    assert [(row.name, row.percent, row.band) for row in strip.rows] == [
        ("4 to 5", 80, "good"),
        ("1 to 3", 20, "rest"),
    ]


@pytest.mark.parametrize("kind", kinds())
async def test_it_shows_every_kind_in_every_language(kind: str) -> None:
    for language in ("en", "id"):
        answers = {kinds()[kind].HIGH: 2, kinds()[kind].LOW: 1}
        strip, chart = found(await distribution.show(view(answers, kind=kind, language=language)))
        labels = [row["label"] for row in chart.spec["data"]["values"]]

        assert len(set(labels)) == kinds()[kind].HIGH - kinds()[kind].LOW + 1
        assert sum(row.percent for row in strip.rows) == pytest.approx(100)


async def test_it_uses_the_surveys_own_words_for_the_ends() -> None:
    texts = {"en": {"question": "How was it?", "low": "Dreadful", "high": "Divine"}}
    shown = view({5: 1}, kind="csat", texts=texts)

    assert "5 - Divine" in html(await distribution.show(shown))


async def test_it_draws_nothing_when_nobody_answered() -> None:
    assert "No answers in this time." in html(await distribution.show(view()))
