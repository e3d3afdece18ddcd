"""The score over time, with the band that it is 95 % sure to lie in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from math import ceil
from typing import Any

from service.certainty import interval
from service.charts import chart
from service.numerals import period, plain, tenths, tick
from service.parts import Chart, Line, Panel, Table
from service.view import View
from surveys.figures import FEW

ORDER = 30
TICKS = 8
MANY = 60  # points; more of them stand closer, so each is smaller


async def show(view: View) -> Panel | None:
    """A line with its band; None for a span in one piece, which has no course."""
    _, series = view.words, view.figures["series"]
    title = _("Score over time")
    if len(series) < 2:
        return None
    if not view.total["n"]:
        return Panel(title, [Line(_("No answers in this time."))], "whole")
    rows = [_row(view, one) for one in series]
    ticks = rows[:: ceil(len(rows) / TICKS)]
    spec = chart(
        "trend",
        rows=rows,
        ticks=[row["t"] for row in ticks],
        labels={str(row["t"]): row["tick"] for row in ticks},
        points=len(rows),
        few=FEW,
        size=20 if len(rows) > MANY else 50,
        score=_("Score"),
        sure=_("95% sure"),
        answers=_("Answers"),
        time=_("Time"),
    )
    said = _("Score over time as a line. The figures are in the table below.")
    return Panel(title, [Chart(spec, said, _table(view))], "whole", view.rows("responses"))


def _row(view: View, one: Mapping[str, Any]) -> dict[str, Any]:
    start, end = _local(one["start"]), _local(one["end"])
    language, question = view.language, view.question
    return {
        # the wall clock as if it were UTC: the chart knows no other zone than the browser's
        "t": int(start.replace(tzinfo=UTC).timestamp() * 1000),
        "score": one["score"],
        "low": one["low"],
        "high": one["high"],
        "n": one["n"],
        "rows": view.rows("responses", **_span(one)),
        "time": period(language, start, end, question.interval),
        "tick": tick(language, start, question.interval),
        "said": plain(language, one["score"]),
        "sure": f"{plain(language, one['low'])} … {plain(language, one['high'])}",
    }


def _span(one: Mapping[str, Any]) -> dict[str, object]:
    return {"from": one["start"], "to": one["end"]}


def _table(view: View) -> Table:
    _ = view.words
    rows = [
        (
            period(view.language, _local(one["start"]), _local(one["end"]), view.question.interval),
            tenths(view.language, one["score"]),
            interval(one, _) if one["n"] else "",
            view.number(one["n"], "responses", **_span(one)),
        )
        for one in view.figures["series"]
    ]
    columns = (_("Time"), _("Score"), _("95% sure"), _("Answers"))
    return Table(_("Score over time"), columns, rows)


def _local(text: str) -> datetime:
    return datetime.fromisoformat(text)
