import pytest

from notifiers.errors import Refused


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("550 5.1.1 <ann.b@example.com>: no", "550 5.1.1 <(address)>: no"),
        ("Invalid 'To' Phone Number: +6281200021211", "Invalid 'To' Phone Number: (number)"),
        ("connect to 10.0.0.12 on port 25", "connect to 10.0.0.12 on port 25"),
        ("two\r\n  lines \0 and \udcff", "two lines and"),
    ],
)
def test_a_reason_holds_no_identity_and_nothing_a_database_would_not_take(
    raw: str, kept: str
) -> None:
    assert Refused(raw).reason == kept
    assert str(Refused(raw)) == kept


def test_a_reason_is_short() -> None:
    assert len(Refused("word " * 1000).reason) <= 300
