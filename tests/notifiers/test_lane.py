from datetime import date, timedelta

import pytest

from notifiers.lane import Lane, lanes_of
from notifiers.outgoing import Outgoing, Receipt

DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("days", "per_hour"), [(-3, 60), (0, 60), (1, 120), (6, 60 * 64), (13, 60 * 8192)]
)
def test_a_new_lane_sends_twice_as_much_each_day(days: int, per_hour: int) -> None:
    lane = Lane("new", warm_up=DAY, warm_up_per_hour=60)
    assert lane.per_second_on(DAY + timedelta(days=days)) == pytest.approx(per_hour / 3600)


def test_after_two_weeks_only_its_own_rate_holds() -> None:
    later = DAY + timedelta(days=14)
    assert Lane("new", warm_up=DAY).per_second_on(later) is None
    assert Lane("new", 3.0, warm_up=DAY).per_second_on(later) == 3.0


def test_warming_up_never_goes_beyond_its_own_rate() -> None:
    assert Lane("new", 1.0, warm_up=DAY).per_second_on(DAY + timedelta(days=13)) == 1.0


def test_a_lane_without_rates_has_no_limit() -> None:
    assert Lane("free").per_second_on(DAY) is None


class Deaf:
    """A channel that sends nothing to anybody, and says no more of itself."""

    async def send(self, outgoing: Outgoing) -> Receipt:
        return Receipt(f"deaf-{outgoing.reference}")

    async def close(self) -> None:
        pass


def test_a_channel_that_says_nothing_has_one_lane_of_its_name() -> None:
    assert lanes_of("plain", Deaf()) == (Lane("plain"),)
