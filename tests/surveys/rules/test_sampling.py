import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.sampling import apply, lot
from surveys.situation import Skip
from tests.surveys.rules.cast import situation

LOT = 43.063220980167124  # a change here asks other people than before


def test_everybody_is_asked_at_100_percent_and_nobody_at_0() -> None:
    for number in range(200):
        assert apply(situation(event_key=f"shop/{number}")) is None
        assert isinstance(apply(situation(event_key=f"shop/{number}", sample="0%")), Skip)


def test_the_one_who_is_not_asked_can_read_the_lot() -> None:
    verdict = apply(situation(sample="0.5%", event_key="shop/order-1"))
    assert isinstance(verdict, Skip)
    drawn = lot("shop/order-1", "nps-after-purchase")
    assert verdict.reason == "not_in_sample"
    assert verdict.sentence == f"The survey asks 0.5 % of events; this one drew {drawn:.2f}."
    assert verdict.inputs == {"lot": round(drawn, 4), "sample": 0.5}


def test_a_lot_stays_the_same_for_ever() -> None:
    assert lot("shop/order-1", "nps-after-purchase") == pytest.approx(LOT, abs=1e-9)


@given(st.text(), st.text())
def test_a_lot_is_a_percentage(event_key: str, survey_key: str) -> None:
    assert 0 <= lot(event_key, survey_key) <= 100
    assert lot(event_key, survey_key) == lot(event_key, survey_key)


@pytest.mark.parametrize("share", [1, 10, 50, 90])
def test_the_share_is_fair(share: int) -> None:
    asked = sum(lot(f"shop/order-{number}", "nps") < share for number in range(20_000))
    fair = 20_000 * share / 100
    assert abs(asked - fair) < 5 * (fair * (1 - share / 100)) ** 0.5  # five standard deviations


def test_surveys_draw_independently() -> None:
    both = sum(
        lot(f"shop/{number}", "one") < 50 and lot(f"shop/{number}", "other") < 50
        for number in range(20_000)
    )
    assert abs(both - 5000) < 5 * (20_000 * 0.25 * 0.75) ** 0.5


def test_a_larger_share_asks_those_of_the_smaller_and_more() -> None:
    keys = [f"shop/{number}" for number in range(500)]
    few = [key for key in keys if apply(situation(sample="20%", event_key=key)) is None]
    many = [key for key in keys if apply(situation(sample="60%", event_key=key)) is None]
    assert set(few) < set(many)
