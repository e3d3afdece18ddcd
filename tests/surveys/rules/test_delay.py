from datetime import timedelta

import pytest

from surveys.rules.delay import apply
from surveys.situation import Change
from tests.cast import NOW
from tests.surveys.rules.cast import situation


@pytest.mark.parametrize(
    ("delay", "happened", "due"),
    [
        ("1h", timedelta(), timedelta(hours=1)),
        ("1h", timedelta(minutes=-20), timedelta(minutes=40)),
        ("1h", timedelta(hours=-1), timedelta()),
        ("1h", timedelta(days=-3), timedelta()),
        ("0s", timedelta(), timedelta()),
        ("0s", timedelta(minutes=10), timedelta(minutes=10)),  # a sender's clock runs fast
        ("2w", timedelta(), timedelta(days=14)),
    ],
)
def test_it_waits_from_when_it_happened_and_never_sends_into_the_past(
    delay: str, happened: timedelta, due: timedelta
) -> None:
    verdict = apply(situation(delay=delay, occurred_at=NOW + happened))
    if due == timedelta():
        assert verdict is None
    else:
        assert isinstance(verdict, Change)
        assert verdict.situation.due_at == NOW + due
        assert not verdict.deferred
        assert verdict.sentence == f"The survey waits {delay} after the event."


@pytest.mark.parametrize(
    ("event_type", "wished", "due"),
    [
        ("delighted.person", 60, timedelta(hours=1, seconds=60)),
        ("delighted.person", "soon", timedelta(hours=1)),
        ("purchase.completed", 60, timedelta(hours=1)),
    ],
)
def test_what_a_sender_wishes_through_delighteds_api_comes_on_top(
    event_type: str, wished: object, due: timedelta
) -> None:
    properties = {"delighted_delay": wished}
    verdict = apply(situation(delay="1h", event_type=event_type, properties=properties))
    assert isinstance(verdict, Change)
    assert verdict.situation.due_at == NOW + due
