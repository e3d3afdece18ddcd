"""Reads queries and bodies as code written for Delighted sends them."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from service.delighted.door import Visit, missing
from service.questions_in import number_of
from surveys.ambiguous import read
from surveys.errors import InvalidInput
from surveys.instant import from_micros, to_micros
from surveys.survey_file import field_errors
from surveys.unkeepable import REMEDY, find_unkeepable

FIELD = re.compile(r"([^\[\]]+)(?:\[([^\[\]]+)\])?(\[\])?")
MOST_FIELDS = 1000
SECOND = 1_000_000  # microseconds
LAST_SECOND = 7_258_118_400  # the year 2200
M = TypeVar("M", bound=BaseModel)


async def body_of(request: Request, model: type[M]) -> M:
    """JSON or a form; some clients send what a DELETE is about in the query. InvalidInput names
    each wrong field."""
    said = await _said(request)
    if (where := find_unkeepable(said)) is not None:
        raise missing(where, REMEDY)
    try:
        return model.model_validate(said)
    except ValidationError as error:
        raise InvalidInput(*field_errors(error)[:20]) from error


async def _said(request: Request) -> dict[str, Any]:
    body = await request.body()
    if not body.strip() or body.strip() == b"{}":
        return _nested(request.url.query)
    if not body.lstrip().startswith((b"{", b"[")):
        return _nested(body.decode("utf-8", "replace"))
    try:
        said = read(body)
    except ValueError as error:
        raise missing("body", f"is no JSON: {error}") from error
    if not isinstance(said, dict):
        raise missing("body", "must be one JSON object")
    return said


def _nested(form: str) -> dict[str, Any]:
    """`properties[store]=Jakarta` is {"properties": {"store": "Jakarta"}}."""
    found: dict[str, Any] = {}
    for name, value in _pairs(form):
        parts = FIELD.fullmatch(name)
        outer, inner = (parts[1], parts[2]) if parts else (name, None)
        if inner is None:
            found[outer] = value
        elif isinstance(inside := found.setdefault(outer, {}), dict):
            inside[inner] = value
    return found


def _pairs(form: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(form, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError as error:
        raise missing("body", f"has more than {MOST_FIELDS} fields") from error


def listed_in(query: Any, name: str) -> list[str]:
    """The values of `name[]`, or of `name`."""
    return [*query.getlist(f"{name}[]"), *query.getlist(name)]


def moment_in(query: Mapping[str, str], name: str) -> datetime | None:
    """A Unix time in whole seconds, None when it is left out."""
    text = query.get(name)
    return None if not text else moment_of(name, int(text) if _is_number(text) else -1)


def moment_of(name: str, seconds: int) -> datetime:
    """The same of a number; InvalidInput outside of 1970 to 2200."""
    if not 0 <= seconds < LAST_SECOND:
        raise missing(name, "must be a Unix time in seconds, such as 1790000000")
    return from_micros(seconds * SECOND)


def span_in(query: Mapping[str, str], prefix: str = "") -> tuple[int | None, int | None]:
    """From `since` on, before the second after `until`; in microseconds."""
    start, end = moment_in(query, f"{prefix}since"), moment_in(query, f"{prefix}until")
    return to_micros(start) if start else None, to_micros(end) + SECOND if end else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 12


def per_page(query: Mapping[str, str]) -> int:
    """How many rows a page holds."""
    return number_of(query, "per_page", 1, 100) or 20


def offset(query: Mapping[str, str]) -> int:
    """How many rows the pages before this one hold."""
    return ((number_of(query, "page", 1, 99_999) or 1) - 1) * per_page(query)


def seconds(micros: Any) -> int | None:
    """A stored moment in Unix seconds."""
    return None if micros is None else int(micros) // SECOND


def next_link(visit: Visit, cursor: str | None) -> dict[str, str]:
    """The header that names the next page."""
    if cursor is None:
        return {}
    kept = [pair for pair in visit.request.query_params.multi_items() if pair[0] != "cursor"]
    query = urlencode([*kept, ("cursor", cursor)])
    address = f"{visit.engine.settings.base_url.rstrip('/')}{visit.request.url.path}?{query}"
    return {"Link": f'<{address}>; rel="next"'}


def parsed(text: Any) -> dict[str, Any]:
    """A JSON column of the database."""
    found = json.loads(text) if isinstance(text, str) else text
    return found if isinstance(found, dict) else {}
