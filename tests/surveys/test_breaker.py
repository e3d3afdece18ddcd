from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from surveys.breaker import FIRST_PAUSE, LEAST_SHARE, LONGEST_PAUSE, LONGEST_WISH, TRIAL, Standing
from tests.cast import NOW

MINUTE = timedelta(minutes=1)
spans = st.timedeltas(timedelta(0), timedelta(hours=2))


class Lane(RuleBasedStateMachine):
    """Trouble, trials and success in any order, with any time between them."""

    def __init__(self) -> None:
        super().__init__()
        self.now, self.lane = NOW, Standing("relay")

    @rule(span=spans)
    def time_goes_by(self, span: timedelta) -> None:
        self.now += span

    @rule()
    def trouble(self) -> None:
        before = self.lane
        self.lane = before.paused("421 busy", 0, self.now)
        assert self.lane.state(self.now) == "paused"
        assert FIRST_PAUSE <= self.lane.paused_until - self.now <= LONGEST_PAUSE
        assert self.lane.pauses == before.pauses + 1

    @rule()
    def one_tries(self) -> None:
        if self.lane.state(self.now) == "untried":
            self.lane = self.lane.trying(self.now)
            assert self.lane.state(self.now) == "paused"
            assert self.lane.state(self.now + TRIAL) == "untried"

    @rule()
    def success(self) -> None:
        self.lane = self.lane.running()
        assert self.lane.state(self.now) == "running"

    @rule()
    def throttled(self) -> None:
        before = self.lane.share_at(self.now)
        self.lane = self.lane.slowed("454", self.now)
        assert LEAST_SHARE <= self.lane.share_at(self.now) <= before

    @invariant()
    def it_gets_well_by_itself(self) -> None:
        later = self.now + timedelta(hours=3)
        assert self.lane.state(later) in ("running", "untried")
        assert self.lane.share_at(later) == 1
        assert (self.lane.trouble(self.now) is None) == (
            self.lane.state(self.now) == "running" and self.lane.share_at(self.now) == 1
        )


TestLane = Lane.TestCase


def test_each_pause_is_twice_as_long_up_to_a_quarter_of_an_hour() -> None:
    lane, pauses = Standing("relay"), []
    for _ in range(7):
        lane = lane.paused("421 busy", 0, NOW)
        pauses.append((lane.paused_until - NOW).total_seconds())
    assert pauses == [30, 60, 120, 240, 480, 900, 900]


def test_a_success_makes_the_next_pause_short_again() -> None:
    lane = Standing("relay").paused("421", 0, NOW).paused("421", 0, NOW).running()
    assert lane.paused("421", 0, NOW).paused_until == NOW + FIRST_PAUSE


def test_a_provider_that_wishes_for_more_time_gets_it() -> None:
    lane = Standing("sms")
    assert lane.paused("429", 7, NOW).paused_until == NOW + FIRST_PAUSE
    assert lane.paused("429", 3600, NOW).paused_until == NOW + timedelta(hours=1)


@given(st.floats(0, 1e300))
def test_no_provider_gets_more_than_a_day(wish_seconds: float) -> None:
    lane = Standing("sms").paused("429", wish_seconds, NOW)
    assert lane.state(NOW) == "paused"
    assert lane.state(NOW + LONGEST_WISH) == "untried"


def test_a_clock_that_ran_ahead_and_is_set_right_leaves_no_lane_paused() -> None:
    lane = Standing("relay").paused("421", 0, NOW + LONGEST_WISH)
    assert lane.state(NOW) == "untried"
    assert lane.trying(NOW).state(NOW) == "paused"
    assert lane.trying(NOW).state(NOW + TRIAL) == "untried"


def test_a_rate_is_halved_once_for_all_that_was_under_way_and_comes_back_by_a_tenth() -> None:
    lane = Standing("relay").slowed("454", NOW)
    assert lane.slowed("454", NOW + timedelta(seconds=9)).share_at(NOW) == 0.5
    shares = [lane.share_at(NOW + minutes * MINUTE) for minutes in (0, 1, 4, 5, 9)]
    assert shares == pytest.approx([0.5, 0.6, 0.9, 1, 1])
    assert lane.slowed("454", NOW + MINUTE).share_at(NOW + MINUTE) == pytest.approx(0.3)


@given(spans)
def test_a_clock_that_goes_back_gives_no_share_away(span: timedelta) -> None:
    assert Standing("relay").slowed("454", NOW).share_at(NOW - span) == 0.5


def test_it_tells_the_operator_until_when_and_why() -> None:
    lane = Standing("mail.example.com:587")
    assert lane.trouble(NOW) is None
    assert lane.paused("connect: 421 too busy", 0, NOW).trouble(NOW) == (
        "mail.example.com:587 is paused until 2026-11-02 10:00:30 UTC "
        "because it said: connect: 421 too busy"
    )
    assert lane.slowed("454 Throttling failure", NOW).trouble(NOW + MINUTE) == (
        "mail.example.com:587 is slowed to 60% because it said: 454 Throttling failure"
    )
