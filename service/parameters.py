"""What an address may be asked with: told once for whoever reads it, for /openapi.json and for the
options of `afterword export`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

TEXT: Mapping[str, Any] = {"type": "string"}
MOST = 1000  # entries of a list in one page


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a query; `what` tells people, `schema` programs."""

    name: str
    what: str
    schema: Mapping[str, Any] = field(default_factory=lambda: TEXT)
    required: bool = False
    example: Any = None


def choice(name: str, what: str, values: Sequence[str]) -> Parameter:
    """One of these values."""
    return Parameter(name, what, {"type": "string", "enum": list(values)})


def flag(name: str, what: str) -> Parameter:
    """1 or 0."""
    return choice(name, what, ("1", "0"))


def number(name: str, what: str, low: int, high: int) -> Parameter:
    """A whole number."""
    return Parameter(name, what, {"type": "integer", "minimum": low, "maximum": high})


ZONE = Parameter("tz", "An IANA time zone; AFTERWORD_TIMEZONE if left out.", example="Asia/Jakarta")
SPAN = (
    Parameter(
        "from",
        "From this moment on: a date (midnight in `tz`) or an RFC 3339 time with a zone.",
        example="2026-11-01",
    ),
    Parameter("to", "Up to this moment, which is not included.", example="2026-12-01"),
    ZONE,
)
PAGE = (
    number(
        "limit",
        "How many at most; left out: 100 in a page, all as CSV, JSON lines or Parquet.",
        1,
        MOST,
    ),
    Parameter("cursor", "Where to go on: `next` of the page before."),
)
SURVEY = Parameter("survey", "The survey's key.", example="nps-after-purchase")
WHERE = Parameter(
    "where",
    "PROPERTY:VALUE: one of the survey's segments, or channel, language or version; PROPERTY: for "
    "those without.",
    example="store:Jakarta",
)
CONTACT = Parameter(
    "contact", "The contact's id as the backend sends it, or their email or phone.", example="c-2"
)
