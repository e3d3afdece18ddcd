"""CloudEvents 1.0 on POST /v1/events: binary mode (ce- headers) and structured mode, turned into
the body of ours. `source` and `id` together are a CloudEvent's identity, so both make our id.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from surveys.ambiguous import refuse_ambiguous
from surveys.errors import FieldError, InvalidInput

STRUCTURED = "application/cloudevents+json"
LONGEST_ID = 255
DATA = {"customer", "properties"}


def unwrap(body: bytes, headers: Mapping[str, str]) -> bytes:
    """The event body in our own shape; a body that is no CloudEvent comes back as it is."""
    content_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type == STRUCTURED:
        return _ours(_object(body, "body"), None)
    if "ce-specversion" in headers:
        names = ("id", "source", "type", "time", "specversion", "subject")
        found = {name: _header(headers, f"ce-{name}") for name in names}
        attributes = {name: value for name, value in found.items() if value is not None}
        return _ours(attributes, _object(body, "data"))
    return body


def _ours(attributes: Mapping[str, Any], data: Mapping[str, Any] | None) -> bytes:
    if attributes.get("specversion") != "1.0":
        raise InvalidInput(FieldError("specversion", "must be 1.0"))
    for name in ("id", "source", "type"):
        if not isinstance(attributes.get(name), str) or not attributes[name]:
            raise InvalidInput(FieldError(name, "is missing"))
    content = attributes.get("data") if data is None else data
    if not isinstance(content, dict):
        raise InvalidInput(FieldError("data", "must be an object with customer and properties"))
    if unknown := sorted(set(content) - DATA):
        raise InvalidInput(FieldError(f"data.{unknown[0]}", "must be customer or properties"))
    source = attributes["source"].replace("%", "%25").replace("#", "%23")
    identity = f"{source}#{attributes['id']}"
    if len(identity) > LONGEST_ID:
        raise InvalidInput(
            FieldError("id", f"with its source has more than {LONGEST_ID} characters")
        )
    event = {
        "id": identity,
        "type": attributes["type"],
        "occurred_at": attributes.get("time"),
        "customer": content.get("customer", {}),
        "properties": content.get("properties", {}),
    }
    return json.dumps(event).encode()


def _object(body: bytes, field: str) -> dict[str, Any]:
    refuse_ambiguous(body)
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise InvalidInput(FieldError(field, f"is not JSON: {type(error).__name__}")) from error
    if not isinstance(found, dict):
        raise InvalidInput(FieldError(field, "must be an object"))
    return found


def _header(headers: Mapping[str, str], name: str) -> str | None:
    """Percent-decoded once, as the HTTP binding says; bytes that are no UTF-8 are refused."""
    value = headers.get(name)
    if value is None:
        return None
    try:
        return unquote(value, errors="strict")
    except UnicodeDecodeError as error:
        raise InvalidInput(FieldError(name, "is not UTF-8")) from error
