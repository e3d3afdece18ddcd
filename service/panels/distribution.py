"""How many people gave which score."""

from collections.abc import Sequence
from typing import Any

from service.charts import chart
from service.looks import look
from service.numerals import percent, plain_percent
from service.parts import Chart, Line, Panel, Share, Strip, Table, linked
from service.scales import Band, bands, is_net
from service.view import View
from service.words import Words

ORDER = 40
ROW = 26  # pixels
ROOM = 1.4  # for the figure behind the longest bar


async def show(view: View) -> Panel:
    """A bar for each score, and the bands that the score is made of."""
    _, total = view.words, view.total
    title = _("Distribution of answers")
    if not total["n"]:
        return Panel(title, [Line(_("No answers in this time."))])
    rows = _rows(view)
    spec = chart(
        "distribution",
        rows=rows,
        height=len(rows) * ROW,
        most=ROOM * max(row["n"] for row in rows),
        order=[row["label"] for row in rows],
        answers=_("Answers"),
        score=_("Score"),
        share=_("Share"),
    )
    table = Table(
        title,
        (_("Score"), _("Answers"), _("Share")),
        [
            (row["label"], view.number(row["n"], "responses", **_query(row["score"])), row["share"])
            for row in rows
        ],
    )
    said = _("Answers by score as bars. The figures are in the table below.")
    rows_behind = view.rows("responses")
    return Panel(title, [Strip(_bands(view)), Chart(spec, said, table)], rows=rows_behind)


def _rows(view: View) -> list[dict[str, Any]]:
    """The highest score first."""
    kind, n = view.definition.kind, view.total["n"]
    texts = view.definition.texts.get(view.language)
    low, high = (texts.low or "", texts.high or "") if texts else ("", "")
    scale = look(kind, low, high, view.words)
    return [
        {
            "label": option.text,
            "score": option.score,
            "rows": view.rows("responses", **_query(option.score)),
            "n": (count := view.total["counts"][str(option.score)]),
            "share": plain_percent(view.language, 100 * count / n),
            "band": bands(kind)[option.score],
        }
        for option in reversed(scale.options)
    ]


def _query(low: int, high: int | None = None) -> dict[str, object]:
    return {"min_score": low, "max_score": low if high is None else high}


def _bands(view: View) -> Sequence[Share]:
    kind, total = view.definition.kind, view.total
    found = []
    for band in dict.fromkeys(reversed([*bands(kind).values()])):
        scores = [score for score, one in bands(kind).items() if one == band]
        share = 100 * sum(total["counts"][str(score)] for score in scores) / total["n"]
        name = _name(kind, band, scores, view.words)
        rows = view.rows("responses", **_query(min(scores), max(scores)))
        number = linked(percent(view.language, share), rows if share else "")
        found.append(Share(name, number, share, band))
    return found


def _name(kind: str, band: Band, scores: Sequence[int], _: Words) -> str:
    """Only net scales have names for them."""
    names = {"good": _("Promoters"), "middle": _("Passives"), "bad": _("Detractors")}
    if is_net(kind):
        return names[band]
    low, high = scores[0], scores[-1]
    return str(low) if low == high else _("%(low)s to %(high)s", low=low, high=high)
