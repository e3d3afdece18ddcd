import json
from datetime import UTC, datetime

from service.panels import trend
from service.parts import Chart, Panel
from tests.service.panels.views import DAYS, html, view


def chart(panel: Panel | None) -> Chart:
    assert panel is not None
    [found] = panel.parts
    assert isinstance(found, Chart)
    return found


async def test_it_has_a_point_for_each_period_with_the_figures_of_the_api() -> None:
    shown = view({9: 4}, {0: 2, 10: 2}, {})
    rows = chart(await trend.show(shown)).spec["data"]["values"]
    series = shown.figures["series"]

    assert len(rows) == len(series) == DAYS + 1  # the week begins at ten in the morning
    names = ("score", "low", "high", "n")
    assert [[row[n] for n in names] for row in rows] == [[one[n] for n in names] for one in series]
    assert rows[2]["score"] is None


async def test_it_puts_the_wall_clock_on_the_axis() -> None:
    rows = chart(await trend.show(view({9: 1}))).spec["data"]["values"]

    assert rows[0]["t"] == datetime(2026, 10, 26, 10, tzinfo=UTC).timestamp() * 1000
    assert rows[1]["t"] == datetime(2026, 10, 27, tzinfo=UTC).timestamp() * 1000
    assert [rows[1]["tick"], rows[1]["time"]] == ["Oct 27", "Oct 27, 2026"]


async def test_it_says_every_figure_in_a_table_as_well() -> None:
    shown = view({9: 4}, {10: 5, 3: 6}, language="id")
    table = chart(await trend.show(shown)).table

    assert len(table.rows) == len(shown.figures["series"])
    assert table.rows[1][0] == "27 Okt 2026"
    assert table.rows[1][1] == '<data value="-9.0909">-9,1</data>'
    assert [str(cell) for cell in table.rows[2][1:]] == [
        "\N{EN DASH}",
        "",
        '<data value="0">0</data>',
    ]


async def test_it_labels_a_few_hours_by_the_clock_and_midnight_by_the_day() -> None:
    rows = chart(await trend.show(view({9: 1}, interval="hour"))).spec["data"]["values"]
    by_hour = {row["time"]: row["tick"] for row in rows}

    assert by_hour["Oct 27, 1:00\u202fPM"] == "1:00\u202fPM"
    assert by_hour["Oct 27, 12:00\u202fAM"] == "Oct 27"


async def test_it_has_few_labels_and_smaller_points_where_there_are_many() -> None:
    few = chart(await trend.show(view({9: 1}))).spec
    many = chart(await trend.show(view({9: 1}, interval="hour"))).spec

    def param(spec, name):
        return next(one["value"] for one in spec["params"] if one["name"] == name)

    assert len(param(few, "ticks")) == 8
    assert len(param(many, "ticks")) <= 8
    assert set(param(many, "labels")) == {str(tick) for tick in param(many, "ticks")}
    assert json.dumps(few).count('"value": 50') == 1
    assert json.dumps(many).count('"value": 20') == 1


async def test_it_keeps_quiet_about_a_span_in_one_piece() -> None:
    assert await trend.show(view({9: 1}, interval="none")) is None


async def test_it_draws_nothing_when_nobody_answered() -> None:
    panel = await trend.show(view())

    assert panel is not None
    assert "No answers in this time." in html(panel)
