"""How often an alarm comes without cause, and how many days a drop goes unnoticed: a simulation of
customers who answer as they always did, and then worse.
"""

from collections import Counter
from random import Random
from statistics import median

from bench.table import Line
from surveys.alarm import LAG_DAYS, NEEDED_DAYS, watch
from surveys.kinds import Kind, kinds
from surveys.vigil import SILENT, YEAR_DAYS

ROUNDS = 20  # of a year each
LATEST_DAYS = LAG_DAYS  # after which a drop begins to become what used to be
NPS = (0.5, 0.3, 0.2)  # promoters, passives, detractors: 30
DROPS = (5, 10, 20, 40)  # points
Shares = tuple[float, float, float]


def measure(seed: int = 1) -> list[Line]:
    """One line on false alarms, and one for each size of a drop."""
    kind, chance, lines = kinds()["nps"], Random(seed), []
    for a_day in (5, 20, 100):
        alarms = sum(_false_alarms(kind, chance, a_day) for _ in range(ROUNDS))
        rate = alarms / ROUNDS
        what = f"false alarms in a year, one score of {a_day} answers a day"
        lines.append(Line(what, "a steady NPS of 30", "at most 1", f"{rate:.2f}"))
        for drop in DROPS:
            lines.append(_detection(kind, chance, a_day, drop))
    return lines


def _false_alarms(kind: Kind, chance: Random, a_day: int) -> int:
    days = [_day(chance, a_day, NPS) for _ in range(NEEDED_DAYS + YEAR_DAYS)]
    alarms, silent_until = 0, 0
    for day in range(NEEDED_DAYS, len(days)):
        if day >= silent_until and watch(kind, days[day - NEEDED_DAYS : day], YEAR_DAYS):
            alarms, silent_until = alarms + 1, day + SILENT.days
    return alarms


def _detection(kind: Kind, chance: Random, a_day: int, drop: int) -> Line:
    """Half of the drop are promoters who are none any more, half new detractors."""
    worse = (NPS[0] - drop / 200, NPS[1], NPS[2] + drop / 200)
    took = [_days_to_detect(kind, chance, a_day, worse) for _ in range(ROUNDS)]
    seen = [days for days in took if days is not None]
    what = f"days until a drop by {drop} points is told, {a_day} answers a day"
    share = f"{100 * len(seen) / len(took):.0f} % within {LATEST_DAYS} days"
    measured = f"{median(seen):.0f}" if seen else "none"
    return Line(what, "NPS of 30", "", f"{measured}, {share}")


def _days_to_detect(kind: Kind, chance: Random, a_day: int, worse: Shares) -> int | None:
    days = [_day(chance, a_day, NPS) for _ in range(NEEDED_DAYS)]
    for number in range(1, LATEST_DAYS + 1):
        days.append(_day(chance, a_day, worse))
        if watch(kind, days[-NEEDED_DAYS:], YEAR_DAYS):
            return number
    return None


def _day(chance: Random, answers: int, shares: Shares) -> Counter[int]:
    return Counter(chance.choices((10, 7, 3), shares, k=answers))
