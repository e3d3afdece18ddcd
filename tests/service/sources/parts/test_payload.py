import pytest

from service.sources import Unusable
from service.sources.parts.payload import LONGEST_TEXT, Payload, read, read_each

ORDER = read(
    b'{"id":727,"total":12.50,"paid":true,"note":"  for Ida ","empty":" ","nothing":null,'
    b'"billing":{"email":"ida@example.com"},"lines":[{"name":"Cup"},5,{"name":null}]}'
)


def test_paths_go_inwards() -> None:
    assert ORDER.text("billing.email") == "ida@example.com"
    assert ORDER.inner("billing").text("email") == "ida@example.com"
    assert [line.text("name") for line in ORDER.each("lines")] == ["Cup", None]


@pytest.mark.parametrize(
    "path", ["missing", "nothing", "empty", "paid", "billing", "lines", "id.email", "lines.0", ""]
)
def test_what_is_no_text_is_nothing(path: str) -> None:
    assert ORDER.text(path) is None
    with pytest.raises(Unusable, match=f"{path} is missing"):
        ORDER.required(path)


@pytest.mark.parametrize("path", ["id", "lines", "missing", "paid"])
def test_what_is_no_object_is_an_empty_one(path: str) -> None:
    assert ORDER.inner(path).details() == {}


def test_numbers_are_read_by_their_digits() -> None:
    assert ORDER.text("id") == "727"
    assert ORDER.text("total") == "12.50"
    assert ORDER.text("note") == "for Ida"


def test_numbers_too_long_for_a_database_become_text() -> None:
    found = read(b'{"a":999999999999999999,"b":9999999999999999999}').details()
    assert found == {"a": 999_999_999_999_999_999, "b": "9999999999999999999"}


def test_details_are_what_lies_directly_in_it() -> None:
    assert ORDER.details() == {"id": 727, "total": "12.50", "paid": True, "note": "for Ida"}


def test_what_no_database_keeps_is_replaced() -> None:
    found = read(b'{"a\\u0000":"x\\u0000y\\ud800z\\ud83d\\ude00"}')
    assert found.details() == {"a\ufffd": "x\ufffdy\ufffdz\U0001f600"}


def test_long_texts_are_cut_but_ids_never() -> None:
    found = Payload({"text": "x" * 10_000})
    assert len(found.text("text") or "") == LONGEST_TEXT
    assert len(found.required("text")) == 10_000


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "not JSON: Expecting value"),
        (b"\xff", "not UTF-8"),
        (b'{"a":1,"a":2}', "a name occurs twice"),
        (b'{"a":NaN}', "NaN is no number"),
        (b'{"a":1e999}', "out of range"),
        (b'{"a":1e-999999999999999999999}', "out of range"),
        (b"[" * 10_000, "nested too deep"),
        (b"[" * 100_000, "more than 40000 commas, colons and brackets"),
        (b"5", "no JSON object"),
        (b"[{}]", "no JSON object"),
    ],
)
def test_the_reason_says_what_is_wrong_and_never_what_is_in_it(body: bytes, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        read(body)


def test_an_array_may_stand_for_many() -> None:
    assert [one.text("a") for one in read_each(b'[{"a":1},{"a":2}]')] == ["1", "2"]
    assert [one.text("a") for one in read_each(b'{"a":1}')] == ["1"]
    for body in (b"[]", b"[1]", b'[{"a":1},2]', b"null"):
        with pytest.raises(Unusable, match="nor an array"):
            read_each(body)
