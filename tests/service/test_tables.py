import json
from collections.abc import AsyncIterator

import pytest

from service.shapes import Shape
from service.tables import CSV, JSONL, PARQUET, Form, as_jsonl, wanted


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", None),
        ("*/*", None),
        ("text/csv", CSV),
        ("Text/CSV; charset=utf-8", CSV),
        ("application/x-ndjson", JSONL),
        ("application/jsonl", JSONL),
        ("application/vnd.apache.parquet", PARQUET),
        ("application/json, text/csv;q=0.1", None),
        ("text/csv;q=0, application/json", None),
        ("text/csv;q=0", None),
        ("text/csv;q=0.5, application/jsonlines;q=0.8", JSONL),
        ("text/csv;q=x", CSV),
    ],
)
def test_the_form_is_what_the_caller_likes_best(accept: str, form: Form | None) -> None:
    assert wanted(accept) == form


async def one_row(text: str) -> AsyncIterator[list[dict[str, str]]]:
    yield [{"comment": text}]


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\u0085", "\n", "\r", "\x0b", "\x1c"])
async def test_a_comment_never_breaks_a_line(end: str) -> None:
    [line] = [page.decode() async for page in as_jsonl(one_row(f"a{end}b"), Shape)]
    assert line.splitlines(keepends=True) == [line]
    assert json.loads(line) == {"comment": f"a{end}b"}
