"""When people answer, and how, by weekday and hour."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from babel import Locale

from service.charts import chart
from service.numerals import clock, plain, tenths, whole
from service.parts import Chart, Line, Panel, Table, linked
from service.view import View
from surveys.figures import rounded
from surveys.kinds import mean
from surveys.periods import WEEKDAYS
from surveys.week import ask

ORDER = 52
ROW = 26  # pixels
EVERY = 3  # hours between two labels


async def show(view: View) -> Panel | None:
    """A square for each hour of the week; None for an earlier state of knowledge."""
    if view.question.as_of:
        return None
    _ = view.words
    title = _("By weekday and hour")
    hours = await ask(view.database, view.question)
    if not hours:
        return Panel(title, [Line(_("No answers in this time."))], "whole")
    said = _("Answers by weekday and hour as squares. The figures are in the table below.")
    line = Line(_("The larger a square, the more answers."), "soft")
    rows = [_row(view, at, counts) for at, counts in sorted(hours.items())]
    shown = Chart(_spec(view, rows), said, _table(view, title, rows))
    return Panel(title, [shown, line], "whole", view.rows("responses"))


def _spec(view: View, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    _, names = view.words, _days(view.language, "abbreviated")
    return chart(
        "week",
        rows=rows,
        height=len(names) * ROW,
        days=names,
        hours=list(range(24)),
        labels=list(range(0, 24, EVERY)),
        low=min(row["mean"] for row in rows),
        high=max(row["mean"] for row in rows),
        most=max(row["n"] for row in rows),
        time=_("Hour"),
        answers=_("Answers"),
        mean=_("Mean"),
    )


def _row(view: View, at: int, counts: Counter[int]) -> dict[str, Any]:
    score, weekday = rounded(mean(counts)), _days(view.language, "wide")[at // 24]
    return {
        "day": _days(view.language, "abbreviated")[at // 24],
        "weekday": weekday,
        "hour": at % 24,
        "n": counts.total(),
        "rows": view.rows("responses", weekday=WEEKDAYS[at // 24], hour=at % 24),
        "mean": score,
        "said": plain(view.language, score),
        "time": f"{weekday}, {clock(view.language, at % 24)}",
    }


def _table(view: View, title: str, rows: Sequence[Mapping[str, Any]]) -> Table:
    _, language = view.words, view.language
    columns = (_("Weekday"), _("Hour"), _("Answers"), _("Mean"))
    cells = [
        (
            row["weekday"],
            clock(language, row["hour"]),
            linked(whole(language, row["n"]), row["rows"]),
            tenths(language, row["mean"]),
        )
        for row in rows
    ]
    return Table(title, columns, cells)


def _days(language: str, width: str) -> list[str]:
    """Their names, Monday first."""
    names = Locale.parse(language, sep="-").days["stand-alone"][width]
    return [str(names[day]) for day in range(7)]
