from datetime import timedelta

from starlette.requests import Request

from service.clicks_in import network_of
from service.guesses import OF_ALL, OF_ONE_NETWORK, REMEMBERED, WITHIN, Guesses
from tests.cast import NOW

HERE, THERE = "203.0.113.0/24", "198.51.100.0/24"


def test_one_network_is_told_to_stop_and_others_are_not() -> None:
    counted = Guesses()
    waits = [counted.wait_seconds(HERE, NOW) for _ in range(OF_ONE_NETWORK + 2)]
    assert waits == [0] * OF_ONE_NETWORK + [61, 61]
    assert counted.wait_seconds(THERE, NOW) == 0


def test_a_minute_later_they_may_again() -> None:
    counted = Guesses()
    for _ in range(OF_ONE_NETWORK + 1):
        counted.wait_seconds(HERE, NOW)
    assert counted.wait_seconds(HERE, NOW + WITHIN - timedelta(seconds=1)) == 2
    assert counted.wait_seconds(HERE, NOW + WITHIN) == 0


def test_many_networks_together_are_told_to_stop() -> None:
    counted = Guesses()
    waits = [counted.wait_seconds(str(number), NOW) for number in range(OF_ALL + 1)]
    assert waits == [0] * OF_ALL + [61]


def test_a_clock_that_was_set_back_does_not_refuse_for_ever() -> None:
    counted = Guesses()
    for _ in range(OF_ONE_NETWORK + 1):
        counted.wait_seconds(HERE, NOW)
    assert counted.wait_seconds(HERE, NOW - timedelta(days=1)) == 0


def test_it_remembers_so_many_networks_and_no_more() -> None:
    counted = Guesses()
    for number in range(REMEMBERED + 100):
        counted.wait_seconds(str(number), NOW)
    assert len(counted._counts) == REMEMBERED
    assert counted.wait_seconds(HERE, NOW) == 61


def request_from(host: str) -> Request:
    return Request({"type": "http", "client": (host, 1), "headers": []})


def test_a_network_is_24_bits_of_ipv4_and_48_of_ipv6() -> None:
    assert network_of(request_from("203.0.113.77")) == HERE
    assert network_of(request_from("2001:db8:1:2::3")) == "2001:db8:1::/48"
    assert network_of(request_from("testclient")) == ""
