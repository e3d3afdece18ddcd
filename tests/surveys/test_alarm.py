from collections import Counter
from random import Random

import pytest

from surveys.alarm import LAG_DAYS, NEEDED_DAYS, Alarm, watch
from surveys.kinds import kinds

NPS = kinds()["nps"]
STEADY, WORSE = {10: 5, 7: 3, 0: 2}, {10: 2, 7: 3, 0: 5}  # 30, and -30
YEAR_DAYS = 365


def days(*pieces: tuple[int, dict[int, int]]) -> list[Counter[int]]:
    """The last of them stand at the end; what is missing before is steady."""
    last = [Counter(counts) for length, counts in pieces for _ in range(length)]
    return [Counter(STEADY)] * (NEEDED_DAYS - len(last)) + last


def told(*pieces: tuple[int, dict[int, int]], kind: str = "nps") -> Alarm | None:
    return watch(kinds()[kind], days(*pieces), YEAR_DAYS)


@pytest.mark.parametrize(
    "pieces",
    [
        [],
        [(5, {10: 9, 0: 1})],  # better
        [(1, {0: 4})],  # four unhappy people are no drop
        [(20, {})],  # silence
        [(LAG_DAYS, {10: 5, 7: 3, 0: 2})],
    ],
)
def test_there_is_no_alarm_without_a_drop(pieces: list[tuple[int, dict[int, int]]]) -> None:
    assert told(*pieces) is None


@pytest.mark.parametrize("length", [5, 10, 20])
def test_a_drop_is_told_with_its_beginning_and_what_was_before_and_after(length: int) -> None:
    found = told((length, WORSE))
    assert found is not None
    assert found.since == NEEDED_DAYS - length
    assert NPS.score(found.before) == 30
    assert NPS.score(found.after) == -30
    assert found.after.total() == 10 * length
    assert found.strength > YEAR_DAYS


def test_a_worse_drop_is_told_earlier() -> None:
    def first(counts: dict[int, int]) -> int:
        return next(n for n in range(1, LAG_DAYS + 1) if told((n, counts)))

    assert first({0: 10}) < first(WORSE) < first({10: 3, 7: 3, 0: 4})


def test_one_terrible_day_is_enough_when_it_is_busy() -> None:
    assert told((1, {0: 60})) is not None


def test_the_last_day_need_not_be_over() -> None:
    assert told((3, {0: 10}), (1, {})) is not None


def test_a_drop_does_not_hide_in_what_used_to_be() -> None:
    """It is part of that four weeks later only."""
    found = told((LAG_DAYS, WORSE))
    assert found is not None
    assert NPS.score(found.before) == 30


def test_nothing_can_drop_that_was_never_there() -> None:
    few = [Counter[int]()] * (NEEDED_DAYS - 10) + [Counter({0: 50})] * 10
    assert watch(NPS, few, YEAR_DAYS) is None


def test_a_score_that_cannot_be_lower_never_drops() -> None:
    bad = [Counter({0: 10})] * NEEDED_DAYS
    assert watch(NPS, bad, YEAR_DAYS) is None


@pytest.mark.parametrize("kind", sorted(kinds()))
def test_every_kind_of_score_can_drop(kind: str) -> None:
    found = kinds()[kind]
    good, bad = Counter({found.HIGH: 9, found.LOW: 1}), Counter({found.LOW: 9, found.HIGH: 1})
    assert watch(found, [good] * (NEEDED_DAYS - 4) + [bad] * 4, YEAR_DAYS) is not None
    assert watch(found, [bad] * (NEEDED_DAYS - 4) + [good] * 4, YEAR_DAYS) is None


def test_the_better_it_must_be_the_rarer_it_is() -> None:
    several = days((6, {10: 3, 7: 3, 0: 4}))
    strict = [threshold for threshold in (10, 365, 1e5, 1e9) if watch(NPS, several, threshold)]
    assert strict == sorted(strict)
    assert 10 in strict
    assert 1e9 not in strict


def test_chance_alone_raises_fewer_alarms_than_it_may() -> None:
    """Four years of ten answers a day, with a threshold of a month: 48 alarms would be allowed."""
    chance = Random(7)
    year = [Counter(chance.choices((10, 7, 0), (5, 3, 2), k=10)) for _ in range(4 * YEAR_DAYS)]
    alarms, silent_until = 0, 0
    for day in range(NEEDED_DAYS, len(year)):
        if day >= silent_until and watch(NPS, year[day - NEEDED_DAYS : day], 30):
            alarms, silent_until = alarms + 1, day + LAG_DAYS
    assert alarms <= 48
