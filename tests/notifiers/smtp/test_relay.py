import pytest

from notifiers.smtp.relay import Relay


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
    ],
)
def test_it_says_what_is_wrong_and_never_the_password(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        Relay.parse(url)
    assert "s3cret" not in str(caught.value)


def test_it_does_not_show_the_password() -> None:
    assert "s3cret" not in repr(Relay.parse("smtp://me:s3cret@mail"))
