import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import to_json

from surveys.ambiguous import LONGEST_NAME, refuse_ambiguous
from surveys.errors import Unreadable


def named(body: bytes) -> str:
    """The field that is named when `body` is refused."""
    with pytest.raises(Unreadable) as refused:
        refuse_ambiguous(body)
    [error] = refused.value.errors
    assert error.message == "is there twice; send it once"
    return error.field


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": 1, "id": 1}',
        b'{"id":1,"x":{"id":2},"id" \n:3}',
        b'[{"a":0},{"b":[{"id":1,"id":null}]}]',
        rb'{"id":1,"\u0069d":2}',
    ],
)
def test_a_field_that_is_there_twice_is_named_wherever_it_is(body: bytes) -> None:
    assert named(body) == "id"


def test_whatever_the_field_is_called_its_name_stays_short_and_printable() -> None:
    assert named(rb'{"a \" at line":1,"a \" at line":1}') == r"a \" at line"
    assert named(rb'{"\u0000":1,"\u0000":1}') == r"\0"
    assert named(b'{"%s":1,"%s":1}' % ((b"x" * 500,) * 2)) == "x" * LONGEST_NAME


def test_a_name_that_occurs_in_several_objects_or_in_a_text_is_no_repeat() -> None:
    refuse_ambiguous(b'[{"id":1,"a":{"id":2}},{"id":1}]')
    refuse_ambiguous(rb'{"id":"{\"id\":1,\"id\":2}","Id":1}')


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b'{"a":1,}', b"[" * 100_000, b'{"a":1e999}'])
def test_what_is_no_json_is_left_to_the_parser(body: bytes) -> None:
    refuse_ambiguous(body)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON)
def test_no_honest_body_is_refused(value: object) -> None:
    refuse_ambiguous(to_json(value, inf_nan_mode="constants"))
