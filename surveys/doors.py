"""Where people may answer a survey who were not asked by a message."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AfterValidator, Field

from surveys.part import NAME, Name, Part

PLACE = "place"  # the segment that says where an answer was given
PACE = "pace"  # the segment that marks answers that came too fast to be those of many people
CODE_MARK, CODE_LENGTH = "~", 10  # 40 bits: forging one only makes up the name of a place
ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")
Tag = Callable[[str, str], str]  # Keyring.tag


def _origin(value: str) -> str:
    if not ORIGIN.fullmatch(value):
        raise ValueError("write scheme and host in lower case, no path: https://shop.example.com")
    return value


Origin = Annotated[str, Field(max_length=255), AfterValidator(_origin)]


class Doors(Part):
    """`places`: those that are open; None: every one whose link carries our code. `origins`: web
    sites whose pages may show the question."""

    places: Annotated[tuple[Name, ...], Field(max_length=1000)] | None = None
    origins: Annotated[tuple[Origin, ...], Field(max_length=100)] = ()


def place_of(survey: str, doors: Doors, written: str, tag: Tag, kind: str = PLACE) -> str | None:
    """The open place that the last part of a link names, None for any other: strangers cannot make
    places up, neither in the scores nor in the database. `kind`: place or kiosk; the code of one
    does not open the other."""
    name, _, code = written.partition(CODE_MARK)
    if doors.places is not None:
        return name if name in doors.places else None
    return name if re.fullmatch(NAME, name) and code == _code(survey, name, tag, kind) else None


def written(survey: str, doors: Doors, place: str, tag: Tag, kind: str = PLACE) -> str:
    """How a link names `place`: with a code unless the survey lists its places."""
    if doors.places is not None:
        return place
    return f"{place}{CODE_MARK}{_code(survey, place, tag, kind)}"


def segments_at(place: str, fast: bool) -> dict[str, Any]:
    """What is frozen into an answer that was given at `place`."""
    return {PLACE: place} | ({PACE: "rapid"} if fast else {})


def _code(survey: str, place: str, tag: Tag, kind: str) -> str:
    return tag(kind, f"{survey}/{place}")[:CODE_LENGTH]
