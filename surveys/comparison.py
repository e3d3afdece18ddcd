"""Which groups, or which periods, of one report really differ."""

from collections import Counter
from dataclasses import replace
from typing import Any

from surveys.comparing import LEVEL, Comparison, Pair, compare
from surveys.database import Database
from surveys.errors import FieldError, InvalidInput
from surveys.figures import Figures, added, rounded
from surveys.folding import Group
from surveys.kinds import kinds
from surveys.periods import Period
from surveys.report import local
from surveys.scores import Counts, Question, count

MOST_SIDES = 50
Side = tuple[dict[str, Any], Counter[int]]  # what it is, and its counts


async def compared(
    database: Database, question: Question, against: Period | None
) -> dict[str, Any]:
    """Each group with each other, over the whole span; without `group_by` each period with each
    other. `against`: instead each group, or all together, with itself in another span."""
    if question.group_by or against:
        question = replace(question, interval="none")
    sides = _sides(await count(database, question))
    pairs = None
    if against is not None:
        if against.start < question.span.end and question.span.start < against.end:
            raise InvalidInput(FieldError("against_from", "the two spans must not overlap"))
        there = _sides(await count(database, replace(question, span=against)))
        sides, pairs = _matched(sides, there)
    if len(sides) > MOST_SIDES * (1 if pairs is None else 2):
        field = "group_by" if question.group_by else "interval"
        raise InvalidInput(FieldError(field, f"makes more than {MOST_SIDES} to compare; narrow it"))
    return _shown(question, sides, pairs)


def _sides(report: Counts) -> list[Side]:
    """The groups by their size, or the periods in their order; only those with answers."""
    if not report.question.group_by:
        found = [
            added([c for (n, _), c in report.cells.items() if n == at])
            for at in range(len(report.periods))
        ]
        return [
            (_about(report, period, None), counts)
            for period, counts in zip(report.periods, found, strict=True)
            if counts.total()
        ]
    sizes: dict[Group, Counter[int]] = {
        group: counts for (_, group), counts in report.cells.items()
    }
    order = sorted(sizes, key=lambda one: (-sizes[one].total(), str(one or "")))
    span = report.question.span
    return [(_about(report, span, one), sizes[one]) for one in order if sizes[one].total()]


def _about(report: Counts, span: Period, group: Group) -> dict[str, Any]:
    start, end = (local(report, moment) for moment in (span.start, span.end))
    return {"start": start, "end": end, "group": group}


def _matched(here: list[Side], there: list[Side]) -> tuple[list[Side], list[Pair]]:
    """Both lists, and the places of the sides that are of one group."""
    places = {about["group"]: len(here) + at for at, (about, _) in enumerate(there)}
    pairs = [
        (at, places[about["group"]])
        for at, (about, _) in enumerate(here)
        if about["group"] in places
    ]
    return [*here, *there], pairs


def _shown(question: Question, sides: list[Side], pairs: list[Pair] | None) -> dict[str, Any]:
    definition = question.survey.definition
    kind = kinds()[definition.kind]
    found = compare(kind, [counts for _, counts in sides], pairs)
    return {
        "survey": definition.key,
        "kind": definition.kind,
        "definition": kind.DEFINITION,
        "tz": question.zone.key,
        "correction": "holm",
        "level": LEVEL,
        "sides": [about | Figures.of(kind, counts).as_dict() for about, counts in sides],
        "comparisons": [{"one": a, "other": b, **_figures(c)} for (a, b), c in found.items()],
    }


def _figures(found: Comparison) -> dict[str, Any]:
    names = ("difference", "low", "high")
    return {
        **{name: rounded(getattr(found, name)) for name in names},
        "p": found.p,
        "p_adjusted": found.adjusted,
        "significant": found.significant,
    }
