from service.numerals import exact
from service.panels import response_rate
from service.parts import Bars
from tests.service.panels.views import html, view


async def test_it_shows_how_many_of_those_reached_have_answered() -> None:
    shown = view(sent=(1200, 1000, 123))
    panel = await response_rate.show(shown)
    [bars] = [part for part in panel.parts if isinstance(part, Bars)]

    assert '<data value="12.3">12.3%</data>' in html(panel)
    assert shown.figures["total"]["response_rate"] == 12.3
    assert [exact(row.number) for row in bars.rows] == [1200, 1000, 123]
    assert [round(row.percent, 2) for row in bars.rows] == [100, 83.33, 10.25]


async def test_it_has_no_rate_when_nothing_arrived() -> None:
    shown = html(await response_rate.show(view(sent=(3, 0, 0))))

    assert "<strong>\N{EN DASH}</strong>" in shown
    assert ">0.0%<" not in shown


async def test_it_says_so_when_nothing_was_sent() -> None:
    assert "No invitation was sent" in html(await response_rate.show(view()))
