"""Scores over time, exact to the last answer: hourly rollups plus the tail not folded yet, or the
answers themselves where hours do not fit the question (half-hour zones, two segments at once), or
the ledger when the question is what we would have said at an earlier moment.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from surveys import ledger
from surveys.catalogue import Published
from surveys.database import Database, Transaction
from surveys.errors import FieldError, InvalidInput
from surveys.figures import added
from surveys.instant import from_micros, to_micros
from surveys.periods import Interval, Period, cut
from surveys.rollups import ALL, BITS, SCORES, change_of

Cells = dict[tuple[int, str | None], Counter[int]]  # (number of the period, group) -> counts


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a survey's answers. `where`: (property, value); None: everything."""

    survey: Published
    span: Period
    interval: Interval
    zone: ZoneInfo
    group_by: str | None = None
    where: tuple[str, str] | None = None
    as_of: datetime | None = None

    def check(self) -> None:
        """InvalidInput when a property is not one of the survey's segments."""
        known = self.survey.definition.properties
        for name, field in ((self.group_by, "group_by"), (self.where and self.where[0], "where")):
            if name is not None and name not in known:
                listed = ", ".join(known) or "none"
                raise InvalidInput(
                    FieldError(field, f"{name!r} is no segment here; there are: {listed}")
                )
        if self.where and "\x00" in self.where[1]:  # PostgreSQL takes no such text at all
            raise InvalidInput(FieldError("where", "no segment holds a NUL character"))
        if self.span.start >= self.span.end:
            raise InvalidInput(FieldError("from", "must be before `to`"))


@dataclass(frozen=True, slots=True)
class Report:
    """The answer: cells by period and group, the period before, and what was sent.

    `newest`: the newest change of any answer that there was; None while there was none. `clicked`:
    answers in the span by evidence, without those that were sent; None when it is asked as of an
    earlier moment, for which nobody kept it.
    """

    question: Question
    periods: Sequence[Period]
    cells: Cells
    before: Counter[int]
    sent: int
    delivered: int
    answered: int
    newest: datetime | None = None
    clicked: Mapping[str, int] | None = None


async def ask(database: Database, question: Question) -> Report:
    """Answer on one consistent snapshot."""
    question.check()
    periods = cut(question.span, question.interval, question.zone)
    length = question.span.end - question.span.start
    earlier = Period(question.span.start - length, question.span.start)

    async def work(tx: Transaction) -> Report:
        cells = await _cells(tx, question, periods)
        alone = replace(question, group_by=None)
        before = await _cells(tx, alone, [earlier])
        newest = await ledger.last(tx)
        return Report(
            question,
            periods,
            cells,
            added(list(before.values())),
            *await _sent(tx, question),
            newest=None if newest is None else from_micros(newest),
            clicked=None if question.as_of else await _clicked(tx, question),
        )

    return await database.read(work)


async def pulse(database: Database, question: Question) -> tuple[object, ...]:
    """What differs as soon as the answer does, without counting a score: the ledger's newest
    change, and the figures that change without one."""

    async def work(tx: Transaction) -> tuple[object, ...]:
        clicked = None if question.as_of else sorted((await _clicked(tx, question)).items())
        return await ledger.last_id(tx), *await _sent(tx, question), clicked

    return await database.read(work)


async def _cells(tx: Transaction, question: Question, periods: Sequence[Period]) -> Cells:
    if question.as_of is not None:
        return await _counted(tx, "scores.ledger", question, periods)
    two = question.group_by and question.where and question.group_by != question.where[0]
    if two or not all(period.on_the_hour for period in periods):
        return await _counted(tx, "scores.responses", question, periods)
    return await _rolled(tx, question, periods)


async def _counted(
    tx: Transaction, name: str, question: Question, periods: Sequence[Period]
) -> Cells:
    """Count answers, or ledger entries, one by one in the database."""
    group = question.group_by or ""
    where = question.where or ("", "")
    as_of = [to_micros(question.as_of)] if question.as_of else []
    rows = await tx.fetch(name, _bounds(periods), question.survey.survey_id, group, *where, *as_of)
    cells: Cells = defaultdict(Counter)
    for row in rows:
        key = (int(row["number"]), (row["segment"] or None) if question.group_by else None)
        cells[key][int(row["score"])] += int(row["n"])
    return cells


async def _rolled(tx: Transaction, question: Question, periods: Sequence[Period]) -> Cells:
    """Hourly counts and the tail. Answers without the segment are the total less the groups."""
    where = question.where
    cells = await _read(tx, question, periods, where[0] if where else ALL, where and where[1])
    if question.group_by is None:
        return {(number, None): counts for (number, _), counts in cells.items()}
    if where:
        return {(number, where[1]): counts for (number, _), counts in cells.items()}
    grouped = await _read(tx, question, periods, question.group_by, None)
    rest = defaultdict(Counter, {number: counts for (number, _), counts in cells.items()})
    for (number, _), counts in grouped.items():
        rest[number].subtract(counts)
    grouped |= {(number, None): counts for number, counts in rest.items() if any(counts.values())}
    return grouped


async def _read(
    tx: Transaction, question: Question, periods: Sequence[Period], name: str, value: str | None
) -> Cells:
    survey_id = question.survey.survey_id
    cells: Cells = defaultdict(Counter)
    bounds = _bounds(periods)
    for row in await tx.fetch("scores.rollup", bounds, survey_id, name, value):
        key = (int(row["number"]), row["value"] or None)
        cells[key].update({score: int(row[f"c{score}"]) for score in SCORES if row[f"c{score}"]})
    for row in await tx.fetch("scores.tail", bounds, survey_id):
        found = "" if name == ALL else json.loads(row["segments"]).get(name)
        if found is not None and (value is None or found == value):
            cells[int(row["number"]), found or None][int(row["score"])] += int(row["delta"])
    return cells


async def _sent(tx: Transaction, question: Question) -> tuple[int, int, int]:
    """Of the invitations first sent in the span: how many, delivered, and answered by now."""
    start, end = to_micros(question.span.start), to_micros(question.span.end)
    where = question.where or (ALL, "")
    bounds = (question.survey.survey_id, start, end)
    if not question.span.on_the_hour:
        [row] = await tx.fetch("scores.sent", *bounds, *where)
        return int(row["sent"]), int(row["delivered"]), int(row["answered"])
    [row] = await tx.fetch("scores.sent_rollup", *bounds, *where)
    found = Counter({name: int(row[name]) for name in BITS})
    for late in await tx.fetch("scores.sent_tail", *bounds):
        if where[0] == ALL or json.loads(late["segments"]).get(where[0]) == where[1]:
            found.update(change_of(int(late["counted"]), int(late["now"])))
    return found["sent"], found["delivered"], found["answered"]


async def _clicked(tx: Transaction, question: Question) -> Mapping[str, int]:
    start, end = to_micros(question.span.start), to_micros(question.span.end)
    where = question.where or (ALL, "")
    rows = await tx.fetch("scores.clicked", question.survey.survey_id, start, end, *where)
    return {row["evidence"]: int(row["n"]) for row in rows}


def _bounds(periods: Sequence[Period]) -> list[list[int]]:
    return [[n, to_micros(p.start), to_micros(p.end)] for n, p in enumerate(periods)]
