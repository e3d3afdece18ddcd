from typing import Any

import pytest

from surveys.conditions import problems, unmet


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
def test_a_property_meets_a_condition(wanted: Any, found: Any) -> None:
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
def test_a_property_of_another_kind_or_value_does_not(wanted: Any, found: Any) -> None:
    assert unmet({"channel": wanted}, {"channel": found}) == "channel"


def test_a_missing_property_does_not() -> None:
    assert unmet({"channel": "email"}, {}) == "channel"


def test_all_conditions_must_be_met_and_the_first_that_is_not_is_named() -> None:
    where: dict[str, Any] = {"channel": "email", "vip": True, "items": 3}
    assert unmet(where, {"channel": "email", "vip": True, "items": 3, "more": 1}) is None
    assert unmet(where, {"channel": "email", "vip": False, "items": 4}) == "vip"


def test_no_conditions_are_always_met() -> None:
    assert unmet({}, {}) is None


ORDER = {"total": 250, "store": {"city": "Bandung"}, "a.b": 1, "vip": False, "coupon": None}


@pytest.mark.parametrize(
    ("where", "holds"),
    [
        ({"total": {"at_least": 250}}, True),
        ({"total": {"above": 250}}, False),
        ({"total": {"at_least": 100, "below": 250}}, False),
        ({"total": {"at_most": 250.0, "above": 100}}, True),
        ({"missing": {"below": 5}}, False),
        ({"vip": {"below": 5}}, False),  # false is not the number 0
        ({"store": {"at_least": 1}}, False),
        ({"total": {"equals": 250}}, True),
        ({"total": {"in": [1, 250]}}, True),
        ({"total": {"in": [1, 2]}}, False),
        ({"total": {"exists": True}}, True),
        ({"missing": {"exists": True}}, False),
        ({"missing": {"exists": False}}, True),
        ({"coupon": {"exists": False}}, True),  # null says as much as nothing
        ({"vip": {"exists": True}}, True),
        ({"total": {"not": 250}}, False),
        ({"total": {"not": [1, 2]}}, True),
        ({"total": {"not": {"at_least": 300}}}, True),
        ({"missing": {"not": 1}}, True),
        ({"store.city": "Bandung"}, True),
        ({"store.city": "Jakarta"}, False),
        ({"store.city.street": {"exists": False}}, True),
        ({"a.b": 1}, True),
        ({"any": [{"total": 1}, {"vip": False}]}, True),
        ({"any": [{"total": 1}, {"vip": True}]}, False),
        ({"all": [{"total": 250}, {"vip": False}]}, True),
        ({"all": [{"total": 250}, {"vip": True}]}, False),
        ({"not": {"total": 250, "vip": True}}, True),
        ({"not": {"total": 250, "vip": False}}, False),
        ({"any": [{"all": [{"total": 1}]}, {"not": {"vip": True}}]}, True),
    ],
)
def test_tests_and_blocks(where: dict[str, Any], holds: bool) -> None:
    assert list(problems(where)) == []
    assert (unmet(where, ORDER) is None) is holds
    assert (unmet({"not": where}, ORDER) is None) is not holds


@pytest.mark.parametrize(
    ("where", "path", "remedy"),
    [
        ({"x": None}, ("x",), "write text"),
        ({"x": {}}, ("x",), "write text"),
        ({"x": [["a"]]}, ("x",), "write text"),
        ({"x": {"more_than": 1}}, ("x", "more_than"), "is not a test; write equals, in, at_least"),
        ({"x": {"below": "1"}}, ("x", "below"), "write a number"),
        ({"x": {"below": True}}, ("x", "below"), "write a number"),
        ({"x": {"exists": "yes"}}, ("x", "exists"), "write true or false"),
        ({"x": {"in": "a"}}, ("x", "in"), "write a list"),
        ({"x": {"in": [{}]}}, ("x", "in"), "write text"),
        ({"x": {"equals": [1]}}, ("x", "equals"), "write text"),
        ({"x": {"not": {"of": 1}}}, ("x", "not", "of"), "is not a test"),
        ({"any": ["a"]}, ("any", 0), "write properties"),
        ({"any": []}, ("any",), "write a list of conditions"),
        ({"all": {"x": 1}}, ("all",), "write a list of conditions"),
        ({"not": "a"}, ("not",), "write properties"),
        ({"any": [{"x": 1}, {"y": {"below": "z"}}]}, ("any", 1, "y", "below"), "write a number"),
    ],
)
def test_a_wrong_condition_is_named_with_its_place_and_remedy(
    where: dict[str, Any], path: tuple[str | int, ...], remedy: str
) -> None:
    [(place, message)] = problems(where)
    assert place == path
    assert message.startswith(remedy)


def test_conditions_cannot_be_nested_without_end() -> None:
    where: dict[str, Any] = {"x": 1}
    condition: Any = 1
    for _ in range(5000):
        where, condition = {"not": where}, {"not": condition}
    assert [message for _, message in problems(where)] == ["is nested too deeply"]
    assert [message for _, message in problems({"x": condition})] == ["is nested too deeply"]
