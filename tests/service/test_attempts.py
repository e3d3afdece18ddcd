from datetime import datetime, timedelta

from service import attempts
from service.attempts import WITHIN, Attempts

MOST = 10


def test_it_allows_ten_attempts_and_then_tells_how_long_to_wait(now: datetime) -> None:
    found = Attempts()

    assert [found.begin({"account": MOST}, now) for _ in range(MOST)] == [0.0] * MOST
    assert found.begin({"account": MOST}, now + timedelta(minutes=5)) == 600


def test_it_allows_the_next_when_the_first_is_a_quarter_of_an_hour_old(now: datetime) -> None:
    found = Attempts()
    for minute in range(MOST):
        found.begin({"account": MOST}, now + timedelta(minutes=minute))

    assert found.begin({"account": MOST}, now + WITHIN) == 0
    assert found.begin({"account": MOST}, now + WITHIN) == 60


def test_it_counts_every_key_on_its_own_and_refuses_if_any_is_full(now: datetime) -> None:
    found = Attempts()
    for number in range(MOST):
        found.begin({f"account {number}": MOST, "address": MOST}, now)

    assert found.begin({"account 1": MOST}, now) == 0
    assert found.begin({"account 1": MOST, "address": MOST}, now) > 0
    assert found.begin({"account 1": MOST, "another address": MOST}, now) == 0


def test_it_does_not_count_what_succeeded(now: datetime) -> None:
    found = Attempts()
    for _ in range(3 * MOST):
        assert found.begin({"account": MOST}, now) == 0
        found.take_back(["account"])


def test_it_remembers_so_many_keys_and_no_more(now: datetime, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "REMEMBERED", 3)
    found = Attempts()
    for _ in range(MOST):
        found.begin({"oldest": MOST}, now)
    for number in range(3):
        found.begin({str(number): MOST}, now)

    assert found.begin({"oldest": MOST}, now) == 0
