import pytest
from markupsafe import Markup

from service.panels import score
from service.parts import Change, Figure, Gauge, Line, Panel, Part
from surveys.kinds import kinds
from tests.service.panels.views import html, view


def parts(panel: Panel, kind: type[Part]) -> list[Part]:
    return [part for part in panel.parts if isinstance(part, kind)]


async def test_it_shows_the_score_its_interval_and_how_many_answered() -> None:
    shown = html(await score.show(view({10: 50, 7: 30, 3: 20})))

    assert '<data value="30.0">30.0</data>' in shown
    assert "from 100 answers" in shown
    assert '95% sure: <data value="14.0511">14.1</data> to <data value="44.2013">44.2' in shown


async def test_it_keeps_every_digit_that_the_api_has() -> None:
    shown = view({10: 1, 8: 1, 3: 1, 9: 4})
    panel = await score.show(shown)

    assert f'<data value="{shown.figures["total"]["score"]}">' in html(panel)
    assert shown.figures["total"]["score"] == 57.1429


async def test_it_says_so_when_nobody_answered() -> None:
    panel = await score.show(view())

    assert parts(panel, Figure) == []
    assert "No answers in this time." in html(panel)


@pytest.mark.parametrize(("n", "warned"), [(1, True), (9, True), (10, False)])
async def test_it_warns_of_few_answers(n: int, warned: bool) -> None:
    shown = html(await score.show(view({9: n})))

    assert ("too few to go by" in shown) is warned


async def test_it_tells_a_real_change_from_chance() -> None:
    before = {10: 50, 3: 50}
    [up] = parts(await score.show(view({10: 90, 3: 10}, before=before)), Change)
    [down] = parts(await score.show(view({10: 10, 3: 90}, before=before)), Change)
    [chance] = parts(await score.show(view({10: 52, 3: 48}, before=before)), Change)

    assert isinstance(up, Change)
    assert isinstance(down, Change)
    assert isinstance(chance, Change)
    assert [up.tone, down.tone, chance.tone] == ["up", "down", "even"]
    assert up.number == '<data value="80.0">+80.0</data>'
    assert chance.verdict == "This may be chance."
    assert Markup(chance.text).striptags() == "against 0.0 in the period before"


async def test_it_compares_with_nothing_when_nobody_answered_before() -> None:
    panel = await score.show(view({9: 3}))

    assert parts(panel, Change) == []
    assert "No answers in the period before" in html(panel)


@pytest.mark.parametrize("kind", kinds())
async def test_it_explains_the_score_of_every_kind(kind: str) -> None:
    found = kinds()[kind]
    panel = await score.show(view({found.HIGH: 20, found.LOW: 20}, kind=kind))
    [gauge] = parts(panel, Gauge)

    assert isinstance(gauge, Gauge)
    assert 0 <= gauge.low < gauge.at < gauge.high <= 100
    assert gauge.at == 50
    assert isinstance(panel.parts[-1], Line)
    assert str(panel.parts[-1].text).startswith("The share of")


async def test_it_calls_the_score_what_people_call_it() -> None:
    titles = {kind: (await score.show(view(kind=kind))).title for kind in kinds()}

    assert titles == {
        "nps": "NPS", "enps": "eNPS", "csat": "CSAT", "ces": "CES", "pmf": "PMF",
        "stars": "Stars", "thumbs": "Thumbs up",
    }  # fmt: skip


async def test_it_writes_numbers_as_the_language_does() -> None:
    shown = html(await score.show(view({10: 50, 7: 30, 3: 20}, language="id")), "id")

    assert "dari 100 jawaban" in shown
    assert '<data value="14.0511">14,1</data>' in shown
