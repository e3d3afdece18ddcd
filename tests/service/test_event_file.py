import json
from pathlib import Path
from typing import Any

import pytest

from service.event_file import LONGEST_LINE, Line, read
from surveys.errors import InvalidInput
from tests.cast import NOW

HEADER = "id,type,occurred_at,customer.email,properties.store"
GOOD = "1,purchase.completed,2026-10-01T10:00:00+07:00,ani@example.com,Jakarta"
EVENT = {"id": "1", "type": "purchase.completed", "occurred_at": "2026-10-01T10:00:00Z"}


def lines(folder: Path, content: bytes | str, name: str = "events.csv") -> list[Line]:
    """The lines of a file."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read(path, NOW))


def wrong(line: Line) -> list[str]:
    """The fields of a line that are wrong."""
    assert (line.event is None) == bool(line.errors)
    return [error.field for error in line.errors]


def table(*rows: str) -> str:
    """CSV with the usual header."""
    return "\r\n".join([HEADER, *rows, ""])


def test_columns_are_the_paths_of_the_event(tmp_path: Path) -> None:
    columns = "type,id,properties.a.b,customer.id,customer.phone,customer.name,occurred_at"
    row = 'a.b,7,"x, ""y""\nz",c-1,\'+6281200000001,Änne,2026-10-01T10:00:00Z'
    [line] = lines(tmp_path, f"{columns}\n{row}\n")
    assert line.event is not None
    assert line.event.model_dump(mode="json", exclude_unset=True) == {
        "id": "7",
        "type": "a.b",
        "occurred_at": "2026-10-01T10:00:00Z",
        "customer": {"id": "c-1", "phone": "+6281200000001", "name": "Änne"},
        "properties": {"a.b": 'x, "y"\nz'},
    }


def test_an_empty_cell_says_nothing(tmp_path: Path) -> None:
    [line] = lines(tmp_path, table("1,a.b,2026-10-01T10:00:00Z,,"))
    assert line.event is not None
    assert line.event.model_dump(include={"customer", "properties"}, exclude_unset=True) == {}


def test_what_a_spreadsheet_puts_around_it_does_no_harm(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbf" + table(GOOD, "", ",,,,", GOOD).encode()
    found = lines(tmp_path, content)
    assert [(line.number, wrong(line)) for line in found] == [(2, []), (5, [])]


BAD_ROWS: dict[str, list[str]] = {
    "1,a.b,2026-10-01T10:00:00Z,x": ["row"],
    "1,a.b,2026-10-01T10:00:00Z,x,y,z": ["row"],
    ",a.b,2026-10-01T10:00:00Z,,": ["id"],
    "1,nodots,yesterday,,": ["type", "occurred_at"],
    "1,a.b,,,": ["occurred_at"],
    "1,a.b,2026-10-01T10:00:00,,": ["occurred_at"],
    "1,a.b,2027-10-01T10:00:00Z,,": ["occurred_at"],
    f"1,a.b,2026-10-01T10:00:00Z,{'x' * 321},": ["customer.email"],
    "1,a.b,2026-10-01T10:00:00Z,,a\x00b": ["properties.store"],
    '1,a.b,2026-10-01T10:00:00Z,"x"y,': ["row"],
}


@pytest.mark.parametrize(("row", "fields"), BAD_ROWS.items())
def test_a_bad_row_is_named_and_its_neighbours_are_read(
    tmp_path: Path, row: str, fields: list[str]
) -> None:
    found = lines(tmp_path, table(GOOD, row, GOOD))
    assert [(line.number, wrong(line)) for line in found] == [(2, []), (3, fields), (4, [])]


def test_bytes_that_are_no_utf8_are_named_by_their_column(tmp_path: Path) -> None:
    [line] = lines(tmp_path, table(GOOD).encode().replace(b"Jakarta", b"K\xf6ln"))
    assert wrong(line) == ["properties.store"]


def test_a_quote_that_never_ends_is_named_where_it_begins(tmp_path: Path) -> None:
    first, last = lines(tmp_path, table(GOOD, '2,a.b,2026-10-01T10:00:00Z,"x', GOOD))
    assert (wrong(first), wrong(last), last.number) == ([], ["row"], 3)


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("id,type", "occurred_at"),
        ("", "id"),
        ("id,type,occurred_at,colour", "colour"),
        ("id,type,occurred_at,customer.age", "customer.age"),
        ("id,type,occurred_at,properties.", "properties."),
        ("id,type,occurred_at,", "(empty)"),
        ("id,type,occurred_at,id", "id"),
        ('"id,type,occurred_at', "header"),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(tmp_path: Path, header: str, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        lines(tmp_path, f"{header}\n{GOOD}\n")
    assert refused.value.errors[0].field == field


def jsonl(*values: Any) -> bytes:
    """Lines of JSON; bytes are lines already."""
    return b"".join(
        (one if isinstance(one, bytes) else json.dumps(one).encode()) + b"\n" for one in values
    )


BAD_LINES: list[tuple[Any, list[str]]] = [
    (b"{", ["body"]),
    (b"5", ["body"]),
    (b"\xff", ["body"]),
    (b"[" * 100_000, ["body"]),
    ([EVENT], ["body"]),
    ([EVENT, EVENT], ["body"]),
    ({"id": "1", "type": "a.b"}, ["occurred_at"]),
    (EVENT | {"occurred_at": None}, ["occurred_at"]),
    (EVENT | {"customer": {"age": 5}}, ["customer.age"]),
    (EVENT | {"properties": {"n": float("nan")}}, ["properties.n"]),
    (b'{"id": "' + b"x" * LONGEST_LINE + b'"}', ["body"]),
]


@pytest.mark.parametrize(("bad", "fields"), BAD_LINES)
@pytest.mark.parametrize("name", ["events.jsonl", "events.NDJSON"])
def test_a_bad_line_is_named_and_its_neighbours_are_read(
    tmp_path: Path, bad: Any, fields: list[str], name: str
) -> None:
    found = lines(tmp_path, jsonl(EVENT, b"", bad, EVENT).rstrip(), name)
    assert [(line.number, wrong(line)) for line in found] == [(1, []), (3, fields), (4, [])]


def test_files_of_another_kind_or_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"must end in \.csv, \.jsonl, \.ndjson"):
        lines(tmp_path, "", "events.xlsx")
    with pytest.raises(InvalidInput, match="cannot be read: No such file"):
        list(read(tmp_path / "none.csv", NOW))
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InvalidInput, match="cannot be read"):
        list(read(tmp_path / "folder.csv", NOW))


def test_an_empty_file_of_json_lines_has_none(tmp_path: Path) -> None:
    assert lines(tmp_path, "", "events.jsonl") == []
