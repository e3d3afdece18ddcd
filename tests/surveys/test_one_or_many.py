from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter, ValidationError

from surveys.one_or_many import OneOrMany

WORDS = TypeAdapter[tuple[str, ...]](Annotated[tuple[str, ...], OneOrMany(str)])


@pytest.mark.parametrize("value", ["a", ["a"], ("a",)])
def test_one_counts_as_a_list_of_one(value: Any) -> None:
    assert WORDS.validate_python(value) == ("a",)


def test_anything_else_stays_what_it_is() -> None:
    assert WORDS.validate_json('["a", "b"]') == ("a", "b")
    with pytest.raises(ValidationError):
        WORDS.validate_python({"a": 1})


def test_an_editor_is_told_of_both_forms() -> None:
    one, many = WORDS.json_schema()["anyOf"]
    assert (one["type"], many["type"], many["items"]) == ("string", "array", one)
