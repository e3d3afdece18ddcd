"""Answers by weekday and hour of the day, as the clocks of a zone show them: from the hourly
rollups and the tail, or from the answers themselves where whole hours do not fit the question
(half-hour zones, several conditions).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from surveys.database import Database, Transaction
from surveys.errors import FieldError, InvalidInput
from surveys.figures import rounded
from surveys.folding import small
from surveys.instant import HOUR_MICROS, MICROSECOND, to_micros
from surveys.kinds import kinds, mean
from surveys.periods import WEEKDAYS, Period
from surveys.rollups import ALL, SCORES
from surveys.scores import Question, check_size

HOURS = 7 * 24
STEP = timedelta(days=7)  # no zone changes its clocks twice in a week
SECOND = timedelta(seconds=1)
Hours = Mapping[int, Counter[int]]  # by hour of the week, 0 being Monday at midnight
Stretch = tuple[int, int, int]  # microseconds east of UTC, start, end


async def ask(database: Database, question: Question) -> Hours:
    """Counts by score for each hour in which somebody answered; small groups are left out."""
    if question.as_of is not None:
        raise InvalidInput(FieldError("as_of", "hours of the week are told as they are now"))
    question = replace(question, interval="none", group_by=None, then_by=None)
    await check_size(database, question)
    found = await database.read(lambda tx: _counted(tx, question), whole=True)
    hidden = small({str(at): one.total() for at, one in found.items()}, question.smallest)
    return {at: one for at, one in found.items() if one.total() and str(at) not in hidden}


def as_dict(question: Question, hours: Hours) -> dict[str, Any]:
    """For JSON: every hour of the week."""
    definition, zone = question.survey.definition, question.zone
    return {
        "survey": definition.key,
        "kind": definition.kind,
        "from": question.span.start.astimezone(zone).isoformat(),
        "to": question.span.end.astimezone(zone).isoformat(),
        "tz": zone.key,
        "hours": [_shown(question, at, hours.get(at, Counter())) for at in range(HOURS)],
    }


def _shown(question: Question, at: int, counts: Counter[int]) -> dict[str, Any]:
    return {
        "weekday": WEEKDAYS[at // 24],
        "hour": at % 24,
        "n": counts.total(),
        "score": rounded(kinds()[question.survey.definition.kind].score(counts)),
        "mean": rounded(mean(counts)),
    }


async def _counted(tx: Transaction, question: Question) -> Hours:
    stretches = [*_stretches(question.span, question.zone)]
    name, value, others = question.filters
    asked = (stretches, question.survey.survey_id, name or ALL, value)
    found: dict[int, Counter[int]] = defaultdict(Counter)
    if others or not _on_the_hour(stretches):
        rows = await tx.fetch("week.responses", *asked, others)
    else:
        for row in await tx.fetch("week.rollup", *asked):
            found[int(row["number"])].update({n: int(row[f"c{n}"]) for n in SCORES})
        rows = await tx.fetch("week.tail", *asked)
    for row in rows:
        found[int(row["number"])][int(row["score"])] += int(row["n"])
    return found


def _on_the_hour(stretches: Sequence[Stretch]) -> bool:
    return not any(number % HOUR_MICROS for stretch in stretches for number in stretch)


def stretches(span: Period, zone: ZoneInfo) -> Sequence[Stretch]:
    """The times in which the zone's clocks are not changed, as long as they are."""
    found: list[Stretch] = []
    for east, start, end in _stretches(span, zone):
        if found and found[-1][0] == east:
            start = found.pop()[1]
        found.append((east, start, end))
    return found


def _stretches(span: Period, zone: ZoneInfo) -> Iterator[Stretch]:
    """Times, of a week at most, in which the zone's clocks are not changed."""
    start, last = span.start, span.end

    def east(moment: datetime) -> timedelta:
        return moment.astimezone(zone).utcoffset() or timedelta()

    while start < last:
        end = min(start + STEP, last)
        if east(start) != east(end):
            end = _change(start, end, east)
        yield east(start) // MICROSECOND, to_micros(start), to_micros(end)
        start = end


def _change(start: datetime, end: datetime, east: Any) -> datetime:
    """The second in which the clocks are changed."""
    before = east(start)
    low, high = 0, -((start - end) // SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if east(start + middle * SECOND) == before else (low, middle)
    return start + high * SECOND
