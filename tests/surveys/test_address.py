import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.address import email, phone, same_number


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("ann@example.com", "ann@example.com"),
        (" Ann.B+shop@Example.COM ", "ann.b+shop@example.com"),
        ("ann@münchen.de", "ann@xn--mnchen-3ya.de"),
    ],
)
def test_it_brings_an_email_address_into_one_form(raw: str, address: str) -> None:
    assert email(raw) == address
    assert email(address) == address


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "ann",
        "@example.com",
        "ann@",
        "ann@example",
        "a@b, evil@x",
        "a@example.com, evil@example.com",
        "a@example.com;evil@example.com",
        "a@example.com evil@example.com",
        "Ann <ann@example.com>",
        "ann@example.com\r\nBcc: evil@example.com",
        "ann\n@example.com",
        "ann@example.com\x00",
        '"ann b"@example.com',
        '"ann\r\nBcc: x"@example.com',
        "ann@[127.0.0.1]",
        "änn@example.com",
        "ann@exam\u2028ple.com",
        "a" * 243 + "@example.com",
        "ann@example..com",
        "ann@-example.com",
        "ann\ud800@example.com",
    ],
)
def test_it_refuses_whatever_is_not_one_plain_email_address(raw: str | None) -> None:
    assert email(raw) is None


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+628123456789", "+628123456789"),
        ("+62 812-3456-789", "+628123456789"),
        ("+1 (650) 253-0000", "+16502530000"),
        ("+44 (0) 20 7946 0958", "+442079460958"),
        ("+52 1 55 1234 5678", "+525512345678"),
    ],
)
def test_it_brings_a_phone_number_into_one_form(raw: str, number: str) -> None:
    assert phone(raw) == number
    assert phone(number) == number


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "+",
        "08123456789",
        "628123456789",
        "+1",
        "+" + "1" * 40,
        "+9999999999",
        "+" + "".join(chr(0xFF10 + int(digit)) for digit in "628123456789"),  # full-width
        "call me",
        "+62812\x003456789",
        "+628123456789, +628123456780",
        "\ud800",
    ],
)
def test_it_refuses_a_phone_number_that_is_not_international(raw: str | None) -> None:
    assert phone(raw) is None


@given(st.text(max_size=300) | st.text(alphabet='+0123456789 ()-;=,@.a"<>\r\n', max_size=50))
def test_it_never_fails_and_never_lets_a_line_break_through(raw: str) -> None:
    for found in (email(raw), phone(raw)):
        assert found is None or (found.isascii() and found.isprintable() and " " not in found)


@pytest.mark.parametrize(
    "ways",
    [
        {"+525512345678", "+5215512345678"},
        {"+541123456789", "+5491123456789"},
        {"+5531996883193", "+553196883193"},
        {"+553134567890"},  # a landline
        {"+5531945678901"},  # without its 9 it would be somebody's landline
        {"+628123456789"},
        {"rubbish"},
        {""},
    ],
)
def test_one_number_may_be_written_in_several_ways(ways: set[str]) -> None:
    for number in ways:
        assert same_number(number)[0] == number
        assert set(same_number(number)) == ways
