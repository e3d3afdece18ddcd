"""Watches every survey's score, as a whole and by segment, and opens an alert when one drops."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import Any

from surveys import rollups
from surveys.alarm import BEFORE_DAYS, FEWEST, LAG_DAYS, NEEDED_DAYS, Alarm, watch
from surveys.catalogue import Published
from surveys.database import Database, Transaction
from surveys.instant import HOUR_MICROS, to_micros
from surveys.kinds import Kind, kinds
from surveys.rollups import ALL, SCORES

YEAR_DAYS = 365  # in which a survey may have one alert without cause, on average
SILENT = timedelta(days=28)  # before the same is told again
AT_A_TIME = 50  # values: one takes 5 ms and 14 kB, and a segment may have 100,000
Days = Sequence[Counter[int]]
Scope = tuple[str, str]  # property and value; ALL and '' for all answers


async def keep(database: Database, surveys: Sequence[Published], now: datetime) -> int:
    """Look at every survey once; how many alerts were opened."""
    while await rollups.fold(database) >= rollups.AT_A_TIME:
        pass  # only what is folded is looked at
    return sum([await _look(database, survey, now) for survey in surveys])


async def _look(database: Database, survey: Published, now: datetime) -> int:
    midnight = datetime.combine(now.astimezone(UTC).date(), time(), UTC)
    first = midnight - timedelta(days=NEEDED_DAYS - 1)
    pieces = await _pieces(database, survey, midnight)
    by_chance = YEAR_DAYS * sum(len(values) for _, values in pieces)
    kind = kinds()[survey.definition.kind]
    found: dict[Scope, Alarm] = {}
    for name, values in pieces:
        days = await _days(database, survey.survey_id, name, values, first)
        found |= await asyncio.to_thread(_drops, kind, days, by_chance)
    if not found:
        return 0
    rows = [_row(survey.survey_id, scope, alarm, first, now) for scope, alarm in found.items()]
    return await database.transact(lambda tx: _open(tx, survey.survey_id, rows, now))


async def _pieces(
    database: Database, survey: Published, midnight: datetime
) -> list[tuple[str, Sequence[str]]]:
    """Each segment with some of its values; only those with enough answers before."""
    end = midnight - timedelta(days=LAG_DAYS - 1)
    bounds = (to_micros(end - timedelta(days=BEFORE_DAYS)), to_micros(end))
    found: list[tuple[str, Sequence[str]]] = []
    for name in (ALL, *survey.definition.properties):
        rows = await database.fetch("vigil.values", survey.survey_id, name, *bounds, FEWEST)
        values = [row["value"] for row in rows if name == ALL or row["value"]]
        cuts = range(0, len(values), AT_A_TIME)
        found += [(name, values[cut : cut + AT_A_TIME]) for cut in cuts]
    return found


async def _days(
    database: Database, survey_id: int, name: str, values: Sequence[str], first: datetime
) -> Mapping[Scope, Days]:
    """Counts by day."""
    bounds = (to_micros(first), to_micros(first + timedelta(days=NEEDED_DAYS)))
    given = (survey_id, name, list(values), *bounds, 24 * HOUR_MICROS)
    found = {(name, value): [Counter[int]() for _ in range(NEEDED_DAYS)] for value in values}
    for row in await database.fetch("vigil.days", *given):
        counts = {score: int(row[f"c{score}"]) for score in SCORES if row[f"c{score}"]}
        found[name, row["value"]][int(row["day"])].update(counts)
    return found


def _drops(kind: Kind, scopes: Mapping[Scope, Days], by_chance: float) -> dict[Scope, Alarm]:
    told = {scope: watch(kind, days, by_chance) for scope, days in scopes.items()}
    return {scope: alarm for scope, alarm in told.items() if alarm}


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
