"""The columns of a table of entries: the fields of an entry, those of one inside of it as
`parent.child`."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

Entry = Mapping[str, Any]
PLAIN = ("integer", "number", "boolean", "string", "date-time")


@cache
def columns_of(entry: type[BaseModel]) -> Mapping[str, str]:
    """Their names, and what is in them: one of PLAIN, or object for the rest."""
    schema = entry.model_json_schema()
    return dict(_columns(schema, schema.get("$defs", {})))


def _columns(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, one in schema["properties"].items():
        told = next(kind for kind in one.get("anyOf", [one]) if kind.get("type") != "null")
        if "$ref" in told:
            inner = named[told["$ref"].rpartition("/")[2]]
            yield from ((f"{name}.{child}", kind) for child, kind in _columns(inner, named))
        else:
            kind = told.get("format") or told["type"]
            yield name, kind if kind in PLAIN else "object"


def value_at(entry: Entry, column: str) -> Any:
    """What an entry has in a column."""
    parent, dot, child = column.partition(".")
    return (entry.get(parent) or {}).get(child) if dot else entry.get(parent)
