"""A report in the shape that the API, the dashboard and the export share."""

from datetime import datetime
from typing import Any

from surveys.figures import Figures, added, rounded, significant
from surveys.folding import Group
from surveys.kinds import kinds
from surveys.periods import WEEKDAYS
from surveys.scores import Counts, Report


def as_dict(report: Report, now: datetime) -> dict[str, Any]:
    """The body of GET /v1/scores; times in the question's zone. `as_of` asks for these very scores
    again: what is committed later has a later time than the newest change in them."""
    question, definition = report.question, report.question.survey.definition
    formula = kinds()[definition.kind].DEFINITION
    return {
        "survey": definition.key,
        "kind": definition.kind,
        "definition": formula,
        "mean_definition": f"{formula.partition('-')[0]}-mean-v1",
        "interval": question.interval,
        "week_start": WEEKDAYS[question.week_start],
        "tz": question.zone.key,
        "as_of": (question.as_of or report.newest or now).isoformat(),
        "series": series(report),
        "total": _total(report),
        "previous": _previous(report),
    }


def series(report: Counts) -> list[dict[str, Any]]:
    """A row for each period; with groups, one for each period and group that has answers."""
    kind = kinds()[report.question.survey.definition.kind]
    groups: list[Group] = [None]
    if report.question.group_by is not None:
        sizes = {group: 0 for _, group in report.cells}
        for (_, group), counts in report.cells.items():
            sizes[group] += sum(counts.values())
        groups = sorted((g for g in sizes if sizes[g]), key=lambda g: (-sizes[g], str(g or "")))
    empty: dict[int, int] = {}
    return [
        {
            "start": local(report, period.start),
            "end": local(report, period.end),
            "group": group,
            **Figures.of(kind, report.cells.get((number, group), empty)).as_dict(),
        }
        for number, period in enumerate(report.periods)
        for group in groups
    ]


def _total(report: Report) -> dict[str, Any]:
    kind = kinds()[report.question.survey.definition.kind]
    span, counts = report.question.span, added(list(report.cells.values()))
    return {
        "start": local(report, span.start),
        "end": local(report, span.end),
        "group": None,
        **Figures.of(kind, counts).as_dict(),
        "evidence": _evidence(report, counts.total()),
        "sent": report.sent,
        "delivered": report.delivered,
        "answered": report.answered,
        "response_rate": _rate(report),
        "rate": report.question.rate,
        "folded": report.folded,
    }


def _rate(report: Report) -> float | None:
    """Percent of what the question's `rate` names."""
    asked = report.delivered if report.question.rate == "delivered" else report.sent
    return rounded(100 * (report.answered or 0) / asked) if asked else None


def _evidence(report: Report, n: int) -> dict[str, int] | None:
    """How the answers of the span were given."""
    if report.clicked is None:
        return None
    clicked = {name: report.clicked.get(name, 0) for name in ("scripted", "inferred")}
    return {"explicit": n - sum(clicked.values()), **clicked}


def _previous(report: Report) -> dict[str, Any]:
    """The span of the same length just before, and whether the score really changed."""
    kind = kinds()[report.question.survey.definition.kind]
    now, span = added(list(report.cells.values())), report.question.span
    old_score, new_score = kind.score(report.before), kind.score(now)
    known = old_score is not None and new_score is not None
    return {
        "start": local(report, span.start - (span.end - span.start)),
        "end": local(report, span.start),
        "group": None,
        **Figures.of(kind, report.before).as_dict(),
        "difference": rounded(new_score - old_score) if known else None,  # type: ignore[operator]  # both known
        "significant": significant(kind, now, report.before),
    }


def local(report: Counts, moment: datetime) -> str:
    """As the question's zone writes it."""
    return moment.astimezone(report.question.zone).isoformat()
