from typing import Any

import pytest

from surveys.conditions import Condition, unmet


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("email", "email"),
        (["email", "chat"], "chat"),
        (True, True),
        (3, 3),
        (3, 3.0),
        (0.5, 0.5),
        ([1, "one"], "one"),
    ],
)
def test_a_property_meets_a_condition(wanted: Condition, found: Any) -> None:
    assert unmet({"channel": wanted}, {"channel": found}) is None


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("email", "Email"),
        ("email", None),
        (["email", "chat"], "phone"),
        (["email", "chat"], ["email"]),
        ([], "email"),
        ("3", 3),
        (3, "3"),
        (1, True),
        (True, 1),
        (0, False),
        ("email", {"email": 1}),
    ],
)
def test_a_property_of_another_kind_or_value_does_not(wanted: Condition, found: Any) -> None:
    assert unmet({"channel": wanted}, {"channel": found}) == "channel"


def test_a_missing_property_does_not() -> None:
    assert unmet({"channel": "email"}, {}) == "channel"


def test_all_conditions_must_be_met_and_the_first_that_is_not_is_named() -> None:
    where: dict[str, Condition] = {"channel": "email", "vip": True, "items": 3}
    assert unmet(where, {"channel": "email", "vip": True, "items": 3, "more": 1}) is None
    assert unmet(where, {"channel": "email", "vip": False, "items": 4}) == "vip"


def test_no_conditions_are_always_met() -> None:
    assert unmet({}, {}) is None
