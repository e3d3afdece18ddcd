"""What the algorithm promises, with a clock that is only a number."""

from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from surveys.pacing import FURTHEST, LATE, Bucket, Full, Pace, allot

SECOND = 1_000_000
paces = st.builds(
    Pace, st.just("relay"), st.integers(1, 60 * SECOND), st.sampled_from([0, SECOND // 10, SECOND])
)
gaps = st.lists(st.integers(0, 90 * SECOND), min_size=1, max_size=40)


def moments(found: list[int]) -> list[int]:
    return list(accumulate(found))


@given(paces, gaps, st.integers(1, 20))
def test_no_span_of_time_sees_more_than_its_share(pace: Pace, waits: list[int], many: int) -> None:
    bucket, went = {"relay": Bucket()}, []
    for now in moments(waits):
        went += [now for _ in range(many) if allot([[pace]], buckets=bucket, now=now) == 0]
    for first, start in enumerate(went):
        for count, end in enumerate(went[first:], 1):
            assert (count - 1) * pace.interval <= end - start + pace.slack


@given(paces, gaps)
def test_it_says_beforehand_how_many_will_go(pace: Pace, waits: list[int]) -> None:
    bucket = Bucket()
    for now in moments(waits):
        room, went = pace.room(bucket, now), 0
        while went <= room and allot([[pace]], {"relay": bucket}, now) == 0:
            went += 1
        assert went == room


@given(paces, st.integers(1, 200))
def test_whoever_finds_no_room_and_comes_when_told_goes(pace: Pace, many: int) -> None:
    buckets, now = {"relay": Bucket()}, 5 * SECOND
    told = [allot([[pace]], buckets, now) for _ in range(many)]
    later = [one.until for one in told if isinstance(one, Full)]
    assert all(now < moment <= now + FURTHEST for moment in later)
    soon = [moment for moment in later if moment < now + FURTHEST]
    assert [allot([[pace]], buckets, moment) for moment in soon] == [0] * len(soon)


@given(paces, st.integers(1, 50))
def test_no_time_is_lost_while_somebody_waits(pace: Pace, many: int) -> None:
    """Who asks at once when there is room gets the full rate."""
    bucket, now = Bucket(), 0
    for _ in range(many):
        now = max(now, pace.opens_at(bucket, now))
        assert allot([[pace]], {"relay": bucket}, now) == 0
    assert now == max((many - 1) * pace.interval - pace.slack, 0)


@given(paces, st.integers(1, 40))
def test_whoever_is_sent_away_for_as_long_as_can_be_asks_again_and_goes(
    pace: Pace, many: int
) -> None:
    buckets, now, went = {"relay": Bucket()}, 0, 0
    waiting = [now] * many
    while waiting:
        now, *waiting = sorted(waiting)
        found = allot([[pace]], buckets, now)
        if isinstance(found, Full):
            waiting.append(found.until)
        went += found == 0
    assert went == many
    assert now <= many * pace.interval + FURTHEST


@given(paces, st.integers(1, 20), st.integers(LATE + 3 * 60 * SECOND, 10**15))
def test_a_clock_that_ran_ahead_and_is_set_right_stops_nobody(
    pace: Pace, many: int, ahead: int
) -> None:
    buckets, wrong = {"relay": Bucket()}, {"relay": Bucket()}
    for _ in range(many):
        allot([[pace]], wrong, ahead)
    assert pace.room(wrong["relay"], 0) == pace.room(Bucket(), 0)
    wrong["relay"].booked_until = ahead + FURTHEST
    for _ in range(many):
        assert allot([[pace]], wrong, 0) == allot([[pace]], buckets, 0)


def test_a_rate_that_was_too_low_does_not_hold_when_it_is_raised() -> None:
    slow, quick = Pace.of("relay", 0.001, 0.1), Pace.of("relay", 100, 0.1)
    bucket = {"relay": Bucket()}
    assert allot([[slow]], bucket, 0) == 0
    assert allot([[quick]], bucket, SECOND) == 0


def test_a_worker_that_comes_a_little_late_gets_no_room_for_it() -> None:
    pace, bucket = Pace("relay", SECOND, 0), {"relay": Bucket()}
    assert allot([[pace]], bucket, 50 * SECOND) == 0
    assert isinstance(allot([[pace]], bucket, 0), Full)


def test_the_first_way_with_room_is_taken_and_nothing_of_the_others() -> None:
    first, second = Pace("a", SECOND, 0), Pace("b", SECOND, 0)
    buckets = {"a": Bucket(), "b": Bucket()}
    assert [allot([[first], [second]], buckets, 0) for _ in range(2)] == [0, 1]
    assert allot([[first], [second]], buckets, 0) == Full(SECOND, first)
    assert buckets["b"] == Bucket(SECOND, 0)


def test_a_way_needs_room_in_all_of_its_buckets_and_wastes_none() -> None:
    lane, domain = Pace("relay", SECOND, 0), Pace("relay a.com", 60 * SECOND, 0)
    buckets = {"relay": Bucket(), "relay a.com": Bucket()}
    assert allot([[lane, domain]], buckets, 0) == 0
    assert allot([[lane, domain]], buckets, SECOND) == Full(60 * SECOND, domain)
    assert buckets["relay"] == Bucket(SECOND, 0)


def test_a_way_without_paces_has_no_limit() -> None:
    assert [allot([[]], {}, 0) for _ in range(3)] == [0, 0, 0]


def test_a_rate_becomes_an_interval() -> None:
    assert Pace.of("relay", 14, 0.1) == Pace("relay", 71_429, 100_000)
    assert Pace.of("relay", 10**9, 0) == Pace("relay", 1, 0)
