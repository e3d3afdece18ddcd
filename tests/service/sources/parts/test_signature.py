from datetime import UTC, datetime, timedelta

import pytest

from service.sources import BadSignature
from service.sources.parts import signature
from tests.cast import NOW


def sign(key: bytes) -> str:
    return signature.in_hex(key, b"content")


def test_it_agrees_with_rfc_4231() -> None:
    key, content = b"Jefe", b"what do ya want for nothing?"
    expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    assert signature.in_hex(key, content) == expected
    assert signature.in_hex(key, content, "sha1") == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
    assert signature.in_base64(key, content) == "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM="


def test_any_of_the_offered_may_fit_any_of_the_secrets() -> None:
    signature.check(["x", sign(b"old")], ["new", "old"], sign)


def test_only_the_first_sixteen_count() -> None:
    signature.check(["x"] * 15 + [sign(b"key")], ["key"], sign)
    with pytest.raises(BadSignature):
        signature.check(["x"] * 16 + [sign(b"key")], ["key"], sign)


@pytest.mark.parametrize("offered", [[], [""], [sign(b"")], ["\u00e9"], ["\ud800"], ["\x00"]])
def test_an_empty_secret_never_fits(offered: list[str]) -> None:
    for secrets in ([], [""]):
        with pytest.raises(BadSignature):
            signature.check(offered, secrets, sign)
        with pytest.raises(BadSignature):
            signature.check_shown(offered, secrets)


def test_a_secret_can_be_shown() -> None:
    signature.check_shown(["x", "the secret"], ["another", "the secret"])
    with pytest.raises(BadSignature):
        signature.check_shown(["the secret "], ["the secret"])


def test_times_are_whole_numbers_since_1970() -> None:
    assert signature.seconds("1614265330") == datetime(2021, 2, 25, 15, 2, 10, tzinfo=UTC)
    assert signature.milliseconds("1614265330250") == datetime(
        2021, 2, 25, 15, 2, 10, 250_000, tzinfo=UTC
    )
    for odd in (
        "",
        "-1",
        "1.5",
        "1e9",
        " 1",
        "1_0",
        "\u00b2",
        "\uff11",
        "9" * 12,
        "9" * 15,
        "9" * 20,
    ):
        with pytest.raises(BadSignature):
            signature.seconds(odd)
    with pytest.raises(BadSignature):
        signature.milliseconds("9" * 15)


@pytest.mark.parametrize("minutes", [-5, 0, 5])
def test_five_minutes_either_way_are_fresh(minutes: int) -> None:
    signature.check_age(NOW + timedelta(minutes=minutes), NOW)


@pytest.mark.parametrize("seconds", [-301, 301])
def test_more_is_not(seconds: int) -> None:
    with pytest.raises(BadSignature):
        signature.check_age(NOW + timedelta(seconds=seconds), NOW)
