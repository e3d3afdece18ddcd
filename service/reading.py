"""/openapi.json in the order in which people read it: by subject, with the fields of each body."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
ORDER = ("events", "scores", "lists", "surveys", "hooks", "receipts", "operation")


@dataclass(frozen=True, slots=True)
class Entry:
    """One method of one address. `fields` are (name, type, whether it must be there)."""

    method: str
    path: str
    told: Schema
    scopes: Sequence[str]
    body: Sequence[tuple[str, str, bool]]
    answers: Sequence[tuple[str, str, Sequence[tuple[str, str, bool]]]]
    example: Any


def sections(document: Schema) -> list[tuple[str, list[Entry]]]:
    """The operations by their tags."""
    found: dict[str, list[Entry]] = defaultdict(list)
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found[told["tags"][0]].append(_entry(document, method.upper(), path, told))
    return sorted(found.items(), key=lambda one: (_place(one[0]), one[0]))


def shapes(document: Schema) -> list[tuple[str, Sequence[tuple[str, str, bool]]]]:
    """The objects that others name, with their fields."""
    named = document["components"]["schemas"]
    return [(name, [*_fields(document, one)]) for name, one in sorted(named.items())]


def _place(tag: str) -> int:
    return ORDER.index(tag) if tag in ORDER else len(ORDER)


def _entry(document: Schema, method: str, path: str, told: Schema) -> Entry:
    body = _json(told.get("requestBody", {}))
    return Entry(
        method=method,
        path=path,
        told=told,
        scopes=[name for one in told.get("security", ()) for name in one.get("key", ())],
        body=[*_fields(document, body.get("schema", {}))],
        answers=[
            (status, one["description"], [*_fields(document, _json(one).get("schema", {}))])
            for status, one in told["responses"].items()
            if status.isdigit() and int(status) < 400
        ],
        example=body.get("example"),
    )


def _json(content: Schema) -> Schema:
    found: Schema = content.get("content", {}).get("application/json", {})
    return found


def _fields(document: Schema, schema: Schema) -> Iterator[tuple[str, str, bool]]:
    """Of an object; of a list's page those of its entries."""
    schema = _resolved(document, schema)
    inner = schema.get("properties", {}).get("data")
    if inner and set(schema["properties"]) == {"data", "next"}:
        schema = _resolved(document, inner["items"])
    for name, one in schema.get("properties", {}).items():
        yield name, _type(one), name in schema.get("required", ())


def _resolved(document: Schema, schema: Schema) -> Schema:
    """Behind a reference, and the first of several that it may be."""
    while "$ref" in schema or "anyOf" in schema:
        if "anyOf" in schema:
            schema = schema["anyOf"][0]
        else:
            name = schema["$ref"].rpartition("/")[2]
            schema = document["components"]["schemas"][name]
    return schema


def _type(schema: Schema) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_type(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if schema.get("type") == "array":
        return f"list of {_type(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")
