from datetime import date

import pytest

from notifiers.lane import Lane
from notifiers.smtp.relay import Relay, relays_of


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://mail", Relay(host="mail", port=25)),
        ("smtp://[::1]:2525", Relay(host="::1", port=2525)),
        ("smtps://mail/", Relay(host="mail", port=465, security="tls")),
        (
            "smtp+starttls://me%40acme.com:p%40ss%2Fword@mail",
            Relay(
                host="mail",
                port=587,
                security="starttls",
                username="me@acme.com",
                password="p@ss/word",
            ),
        ),
        (
            "smtp://mail:26?connections=8&idle_seconds=5&helo=mx.acme.com",
            Relay(host="mail", port=26, connections=8, idle_seconds=5, helo="mx.acme.com"),
        ),
    ],
)
def test_it_reads_the_url(url: str, expected: Relay) -> None:
    assert Relay.parse(url) == expected


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("", "must begin with"),
        ("mail.example.com", "must begin with"),
        ("http://mail", "must begin with"),
        ("smtp://", "must look like"),
        ("smtp://mail/box", "must look like"),
        ("smtp://me:s3cret/x@mail", "bad port"),
        ("smtp://me:s3cret@mail:99999", "bad port"),
        ("smtp://mail?conections=4", "unknown option conections; known are body_timeout"),
        ("smtp://mail?password=s3cret", "unknown option password"),
        ("smtp://mail?connections=many", "bad connections"),
        ("smtp://mail?connections=0", "bad connections"),
        ("smtp://mail?idle_seconds=-1", "bad idle_seconds"),
        ("smtp://mail?idle_seconds=nan", "bad idle_seconds"),
        ("smtp://mail?ca_file=/no/such/file", "bad ca_file"),
        ("smtp://mail?helo=a%20b", "bad helo"),
        ("smtp://mail?per_second=0", "bad per_second"),
        ("smtp://mail?per_second=inf", "bad per_second"),
        ("smtp://mail?domain_per_minute=-1", "bad domain_per_minute"),
        ("smtp://mail?warm_up=soon", "bad warm_up: "),
        ("smtp://mail?warm_up=2026-11-22&warm_up_per_hour=0", "bad warm_up_per_hour"),
        ("smtp://mail?warm_up_per_hour=9", "warm_up_per_hour without warm_up, the day"),
    ],
)
def test_it_says_what_is_wrong_and_never_the_password(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        Relay.parse(url)
    assert "s3cret" not in str(caught.value)


def test_it_does_not_show_the_password() -> None:
    assert "s3cret" not in repr(Relay.parse("smtp://me:s3cret@mail"))


def test_a_relay_is_a_lane_with_its_rates() -> None:
    query = "per_second=14&domain_per_minute=30&warm_up=2026-11-22&warm_up_per_hour=20"
    lane = Relay.parse(f"smtps://me%40acme.com:s3cret@mail?{query}").lane
    assert lane == Lane("mail:465", 14, 30, date(2026, 11, 22), 20)
    assert Relay.parse("smtp://[::1]").lane == Lane("[::1]:25")


def test_several_relays_keep_their_order() -> None:
    relays = relays_of(" smtp://b.example.com\n\tsmtps://a.example.com ")
    assert [relay.lane.name for relay in relays] == ["b.example.com:25", "a.example.com:465"]


@pytest.mark.parametrize(
    ("urls", "says"),
    [
        (" ", "must begin with smtp://"),
        ("smtp://mail?per_second=x smtp://", r"bad per_second: .*\(relay 1\); it must look like"),
        ("smtp://mail smtp://me:s3cret@mail:25", "names mail:25 twice"),
    ],
)
def test_it_says_which_of_several_is_wrong(urls: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        relays_of(urls)
    assert "s3cret" not in str(caught.value)
