"""Watches every survey's score, as a whole and by segment, and opens an alert when one drops."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC as ZONE
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from surveys.alarm import NEEDED_DAYS, Alarm, watch, watchable
from surveys.catalogue import Published
from surveys.database import Database, Transaction
from surveys.instant import to_micros
from surveys.kinds import kinds
from surveys.periods import Period
from surveys.rollups import ALL
from surveys.scores import Question, ask

UTC = ZoneInfo("UTC")  # whole hours of it are what the rollups count
YEAR_DAYS = 365  # in which a survey may have one alert without cause, on average
SILENT = timedelta(days=28)  # before the same is told again
Days = Sequence[Counter[int]]
Scope = tuple[str, str]  # property and value; ALL and '' for all answers


async def keep(database: Database, surveys: Sequence[Published], now: datetime) -> int:
    """Look at every survey once; how many alerts were opened."""
    return sum([await _look(database, survey, now) for survey in surveys])


async def _look(database: Database, survey: Published, now: datetime) -> int:
    midnight = datetime.combine(now.astimezone(ZONE).date(), time(), ZONE)
    first = midnight - timedelta(days=NEEDED_DAYS - 1)
    span = Period(first, midnight + timedelta(days=1))
    scopes = await _scopes(database, survey, span)
    watched = {scope: days for scope, days in scopes.items() if watchable(days)}
    kind = kinds()[survey.definition.kind]
    found = {
        scope: alarm
        for scope, days in watched.items()
        if (alarm := watch(kind, days, YEAR_DAYS * len(watched)))
    }
    if not found:
        return 0
    rows = [_row(survey.survey_id, scope, alarm, first, now) for scope, alarm in found.items()]
    return await database.transact(lambda tx: _open(tx, survey.survey_id, rows, now))


async def _scopes(database: Database, survey: Published, span: Period) -> Mapping[Scope, Days]:
    """Counts by day, of all answers and of each value of each segment."""
    found: dict[Scope, list[Counter[int]]] = {}
    for name in (ALL, *survey.definition.properties):
        question = Question(survey, span, "day", UTC, group_by=name or None)
        for (day, value), counts in (await ask(database, question)).cells.items():
            if name == ALL or isinstance(value, str):
                days = found.setdefault((name, str(value or "")), [])
                days += [Counter() for _ in range(NEEDED_DAYS - len(days))]
                days[day].update(counts)
    return found


async def _open(
    tx: Transaction, survey_id: int, rows: Sequence[dict[str, Any]], now: datetime
) -> int:
    """Those that nobody has been told about lately, whichever process is first."""
    await tx.lock(["vigil"])
    told = await tx.fetch("alerts.recent", survey_id, to_micros(now - SILENT))
    known = {(row["property"], row["value"]) for row in told}
    new = [row for row in rows if (row["property"], row["value"]) not in known]
    await tx.insert("alert", new)
    return len(new)


def _row(
    survey_id: int, scope: Scope, alarm: Alarm, first: datetime, now: datetime
) -> dict[str, Any]:
    return {
        "survey_id": survey_id,
        "property": scope[0],
        "value": scope[1],
        "since": to_micros(first + timedelta(days=alarm.since)),
        "opened_at": to_micros(now),
        "strength": alarm.strength,
        "before": dict(alarm.before),
        "after": dict(alarm.after),
    }
