"""Scores over time, exact to the last answer: hourly rollups plus the tail not folded yet, or the
answers themselves where hours do not fit the question (half-hour zones, two segments at once), or
the ledger when the question is what we would have said at an earlier moment.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from surveys import ledger, rates
from surveys.catalogue import Published
from surveys.database import Database, Transaction
from surveys.definition import COLUMNS
from surveys.errors import FieldError, InvalidInput
from surveys.figures import added
from surveys.folding import OTHER, Group, small
from surveys.instant import from_micros, to_micros
from surveys.periods import Interval, Period, cut
from surveys.rollups import ALL, SCORES

Cells = dict[tuple[int, Group], Counter[int]]  # (number of the period, group) -> counts
Rate = Literal["delivered", "sent", "cohort"]  # what the response rate is a share of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of a survey's answers. `where`: (property, value); None: everything.

    `then_by` and `also` are a second property and more conditions; `smallest` is the least number
    of answers that a group is told apart with; `week_start` 0 is Monday.
    """

    survey: Published
    span: Period
    interval: Interval
    zone: ZoneInfo
    group_by: str | None = None
    where: tuple[str, str] | None = None
    as_of: datetime | None = None
    then_by: str | None = None
    also: tuple[tuple[str, str], ...] = ()
    rate: Rate = "delivered"
    week_start: int = 0
    smallest: int = 1

    def check(self) -> None:
        """InvalidInput when a property is not one of the survey's segments."""
        known = self.survey.definition.properties
        for name in filter(None, (self.group_by, self.then_by)):
            _one_of("group_by", name, known)
        for name, value in self.conditions:
            _one_of("where", name, (*known, *COLUMNS))
            if "\x00" in value:  # PostgreSQL takes no such text at all
                raise InvalidInput(FieldError("where", "no segment holds a NUL character"))
        if self.group_by is not None and self.group_by == self.then_by:
            raise InvalidInput(FieldError("group_by", "names the same segment twice"))
        if self.span.start >= self.span.end:
            raise InvalidInput(FieldError("from", "must be before `to`"))

    @property
    def conditions(self) -> tuple[tuple[str, str], ...]:
        """All that `where` says."""
        return (self.where, *self.also) if self.where else self.also

    @property
    def filters(self) -> tuple[str, str, list[list[str]]]:
        """For statements: a segment and its value ('' for all), and the other conditions; one that
        begins with @ is a column's."""
        stored_as = self.survey.definition.stored_as
        names = [[stored_as(name), value] for name, value in self.conditions]
        first = next((one for one in names if one[0][0] != "@"), ["", ""])
        return first[0], first[1], [one for one in names if one is not first]


@dataclass(frozen=True, slots=True)
class Counts:
    """Answers by period and group. `folded`: how many small groups are now one."""

    question: Question
    periods: Sequence[Period]
    cells: Cells
    folded: int


@dataclass(frozen=True, slots=True)
class Report(Counts):
    """The same with the period before, and what was sent.

    `newest`: the newest change of any answer that there was; None while there was none. `clicked`:
    answers in the span by evidence, without those that were sent; None when it is asked as of an
    earlier moment, for which nobody kept it.
    """

    before: Counter[int]
    sent: int | None
    delivered: int | None
    answered: int | None
    newest: datetime | None = None
    clicked: Mapping[str, int] | None = None


async def count(database: Database, question: Question) -> Counts:
    """How many gave which score."""
    question.check()

    async def work(tx: Transaction) -> Counts:
        return await _counts(tx, question)

    return await database.read(work, whole=True)


async def check_size(database: Database, question: Question) -> None:
    """InvalidInput when the conditions leave so few answers, or leave out so few, that whatever is
    told of them would tell who they are."""
    if question.smallest > 1:
        await count(database, replace(_alone(question), interval="none"))


async def ask(database: Database, question: Question) -> Report:
    """Answer on one consistent snapshot."""
    question.check()
    length = question.span.end - question.span.start
    earlier = Period(question.span.start - length, question.span.start)

    async def work(tx: Transaction) -> Report:
        found = await _counts(tx, question)
        before = added(list((await _cells(tx, _alone(question), [earlier])).values()))
        newest = await ledger.last(tx)
        asked, clicked = await _rates(tx, question)
        return Report(
            question,
            found.periods,
            found.cells,
            found.folded,
            Counter() if _too_small(question, before.total()) else before,
            *asked,
            newest=None if newest is None else from_micros(newest),
            clicked=clicked,
        )

    return await database.read(work, whole=True)


async def _counts(tx: Transaction, question: Question) -> Counts:
    periods = cut(question.span, question.interval, question.zone, question.week_start)
    cells = await _cells(tx, question, periods)
    await _check_size(tx, _alone(question), cells)
    return Counts(question, periods, *_folded(cells, question))


def _alone(question: Question) -> Question:
    return replace(question, group_by=None, then_by=None)


async def pulse(database: Database, question: Question) -> tuple[object, ...]:
    """What differs as soon as the answer does, without counting a score: the ledger's newest
    change, and the figures that change without one."""

    async def work(tx: Transaction) -> tuple[object, ...]:
        asked, clicked = await _rates(tx, question)
        return await ledger.last_id(tx), *asked, clicked and sorted(clicked.items())

    return await database.read(work, whole=True)


async def _rates(
    tx: Transaction, question: Question
) -> tuple[rates.Sent, Mapping[str, int] | None]:
    """Who was asked and who answered, and what machines' clicks would have said; the second has no
    history."""
    found = (question.survey.survey_id, question.span, question.filters)
    asked = await rates.sent(tx, *found, question.rate == "cohort")
    return asked, None if question.as_of else await rates.clicked(tx, *found)


async def _check_size(tx: Transaction, alone: Question, cells: Cells) -> None:
    """InvalidInput when so few answers are left, or left out, that a difference would tell them."""
    left = sum(counts.total() for counts in cells.values())
    for number in range(len(alone.conditions) if alone.smallest > 1 else 0):
        kept = [one for at, one in enumerate(alone.conditions) if at != number]
        wider = replace(alone, where=kept[0] if kept else None, also=tuple(kept[1:]))
        found = await _cells(tx, wider, [alone.span])
        without = sum(counts.total() for counts in found.values())
        if _too_small(alone, left) or _too_small(alone, without - left):
            least = alone.smallest
            message = f"would tell of fewer than {least} answers; widen it, or the span of time"
            raise InvalidInput(FieldError("where", message))


def _too_small(question: Question, n: int) -> bool:
    return bool(question.conditions) and 0 < n < question.smallest


def _folded(cells: Cells, question: Question) -> tuple[Cells, int]:
    """The same with small groups put together; how many those were."""
    sizes: Counter[Group] = Counter()
    for (_, group), counts in cells.items():
        sizes[group] += counts.total()
    hidden = small(sizes, question.smallest) if question.group_by else frozenset()
    if not hidden:
        return cells, 0
    found: Cells = defaultdict(Counter)
    for (number, group), counts in cells.items():
        found[number, OTHER if group in hidden else group].update(counts)
    return found, len(hidden)


async def _cells(tx: Transaction, question: Question, periods: Sequence[Period]) -> Cells:
    if question.as_of is not None:
        return await _counted(tx, "scores.ledger", question, periods)
    segment, _, others = question.filters
    two = question.group_by and segment and question.group_by != segment
    if two or others or question.then_by or not all(period.on_the_hour for period in periods):
        return await _counted(tx, "scores.responses", question, periods)
    return await _rolled(tx, question, periods)


async def _counted(
    tx: Transaction, name: str, question: Question, periods: Sequence[Period]
) -> Cells:
    """Count answers, or ledger entries, one by one in the database."""
    groups = (question.group_by or "", question.then_by or "")
    as_of = [to_micros(question.as_of)] if question.as_of else []
    survey_id = question.survey.survey_id
    given = (_bounds(periods), survey_id, *groups, *question.filters, *as_of)
    cells: Cells = defaultdict(Counter)
    for row in await tx.fetch(name, *given):
        found = tuple(row[column] or None for column in ("segment", "second"))
        group = found if question.then_by else found[0] if question.group_by else None
        cells[int(row["number"]), group][int(row["score"])] += int(row["n"])
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


def _bounds(periods: Sequence[Period]) -> list[list[int]]:
    return [[n, to_micros(p.start), to_micros(p.end)] for n, p in enumerate(periods)]


def _one_of(field: str, name: str, known: Sequence[str]) -> None:
    if name not in known:
        listed = ", ".join(known) or "none"
        raise InvalidInput(FieldError(field, f"{name!r} is no segment here; there are: {listed}"))
