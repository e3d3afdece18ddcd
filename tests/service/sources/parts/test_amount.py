from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.parts.amount import major, minor


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("19.90", "19.90"),
        ("0.00", "0.00"),
        (20, "20"),
        (Decimal("19.9"), "19.9"),
        ("999999999999999.999999", "999999999999999.999999"),
    ],
)
def test_amounts_keep_every_digit(written: object, amount: str) -> None:
    assert major(written, "EUR") == {"amount": amount, "currency": "EUR"}


UNREADABLE = ["12,50", "1,234.50", "-1", -1, "", " 5", "5 EUR", "1e3", ".5", "5.", "\uff15", 10**30]
UNREADABLE += [Decimal("1E+300"), Decimal("1E-300"), Decimal(-1), True, None, [], {}, 5.5]


@pytest.mark.parametrize("written", UNREADABLE)
def test_what_is_not_certain_is_not_guessed(written: object) -> None:
    found = major(written, "EUR")
    assert found == {"amount": None, "currency": "EUR", "warnings": ["amount cannot be read"]}


@pytest.mark.parametrize(
    "currency", ["XXXX", "", "E", "eu1", None, 978, "\u20ac\u20ac\u20ac", "eur "]
)
def test_a_currency_has_three_letters(currency: object) -> None:
    found = major("1", currency)
    assert found == {"amount": "1", "currency": None, "warnings": ["currency cannot be read"]}


def test_small_letters_are_all_right() -> None:
    assert major("1", "eur")["currency"] == "EUR"


@pytest.mark.parametrize(
    ("amount", "places", "written"),
    [(4599, 2, "45.99"), (5, 2, "0.05"), (0, 2, "0.00"), (1980, 0, "1980"), (1250, 3, "1.250")],
)
def test_the_smallest_units_are_shifted_into_place(amount: int, places: int, written: str) -> None:
    assert minor(amount, "EUR", places)["amount"] == written


@pytest.mark.parametrize("amount", [-1, 10**15, True, None, "5", 5.0, Decimal(5)])
def test_the_smallest_units_are_whole(amount: object) -> None:
    assert minor(amount, "EUR", 2)["amount"] is None


@given(st.integers(0, 10**15 - 1), st.sampled_from([0, 2, 3]))
def test_no_amount_is_rounded(amount: int, places: int) -> None:
    written = minor(amount, "EUR", places)["amount"]
    assert Decimal(str(written)) * 10**places == amount
    assert major(written, "EUR")["amount"] == written
