"""Marks: what stands in a rendered text where something will be filled in for each person."""

import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count

from markupsafe import escape

from notifiers.form import Form
from service.asked import Asked

LONGEST_LINE = 1000  # characters; Asked.line cuts there
_NONCE = secrets.token_hex(8)  # a mark cannot be in a text or guessed by a name
_MARK = re.compile(rf"{_NONCE}(\d+)z")
_SPECIAL = re.compile("""[&<>'"]""")


@dataclass(slots=True)
class Marked(Asked):
    """Asked, with marks for what differs from person to person."""

    marks: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> Mapping[str, str]:
        return self.marks

    def nameless(self) -> "Asked":
        return self


def marks() -> Iterator[str]:
    """As many as are needed, each another one."""
    return (f"{_NONCE}{number}z" for number in count())


def to_form(marked: str) -> Form:
    """A rendered text with blanks in place of its marks."""
    parts = _MARK.split(marked)
    return Form(tuple(parts[::2]), tuple(map(int, parts[1::2])))


def room_in(line: str) -> float:
    """Characters that each blank of a line may have before the line would be cut; 0 for none."""
    form = to_form(line)
    if len(line) >= LONGEST_LINE:
        return 0
    return (LONGEST_LINE - len(form)) / len(form.blanks) if form.blanks else LONGEST_LINE


def each_escaped(values: tuple[str, ...]) -> tuple[str, ...]:
    """As they stand in HTML; themselves, if that is just so."""
    return tuple(map(escaped, values)) if _SPECIAL.search("".join(values)) else values


def escaped(value: str) -> str:
    """As it stands in HTML."""
    return str(escape(value)) if _SPECIAL.search(value) else value
