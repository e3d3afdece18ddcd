"""Mails without rendering each: one is rendered with blanks for all who are asked alike, the same
version of a survey in the same language, and the blanks are filled for each of them.

Asked alike are only those who lack the same placeholders: texts read otherwise without a name.
"""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import escape

from notifiers.form import Filled, Form
from service.asked import Asked
from service.render import Rendered, message

CHANNELS = frozenset({"email"})  # text messages are few a second, and their templates change values
LINKS = ("answer_url", "short_url", "unsubscribe_url")
NOBODY: dict[str, Any] = {"name": None, "segments": {}}
LONGEST_LINE = 1000  # Asked.line cuts there
_NONCE = secrets.token_hex(8)  # a mark cannot be in a text or guessed by a name
_MARK = re.compile(rf"{_NONCE}(\d+)z")
_SPECIAL = re.compile("""[&<>'"]""")


@dataclass(frozen=True, slots=True)
class Skeleton:
    """`names` are the placeholders that are blank, after the links; `longest` is how many
    characters each may have so that no line is cut."""

    names: tuple[str, ...]
    longest: float
    subject: Form
    text: Form
    html: Form

    def fill(self, asked: Asked, values: Mapping[str, str]) -> Rendered | None:
        """None where a line might have to be cut."""
        own = [values[name] for name in self.names]
        if own and max(map(len, own)) > self.longest:
            return None
        blanks = (*(getattr(asked, link) for link in LINKS), *own)
        escaped = tuple(str(escape(one)) if _SPECIAL.search(one) else one for one in blanks)
        subject = self.subject.fill(blanks)
        return Rendered(subject, Filled(self.text, blanks), Filled(self.html, escaped))


@dataclass(frozen=True, slots=True)
class _Alike:
    """`version` is the identity of the definition, which `example` keeps from being reused."""

    version: int
    language: str
    last_day: date | None
    replies: bool
    names: tuple[str, ...]
    example: Asked = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Blank(Asked):
    """Asked, with marks for what differs."""

    marks: Mapping[str, str] = field(default_factory=dict)

    def values(self) -> Mapping[str, str]:
        return self.marks


def written(channel: str, asked: Asked) -> Rendered:
    """The same as `message`, sooner."""
    if channel not in CHANNELS:
        return message(channel, asked)
    values = asked.values()
    names = tuple(one for one in asked.texts.places if one != "brand" and values.get(one))
    same = (id(asked.definition), asked.language, asked.last_day, asked.replies)
    alike = _Alike(*same, names, asked)
    skeleton = _skeleton(alike)
    return (skeleton and skeleton.fill(asked, values)) or message(channel, asked)


@lru_cache(maxsize=1024)
def _skeleton(alike: _Alike) -> Skeleton | None:
    """None where a line with the marks in it would be cut."""
    blanks = [f"{_NONCE}{n}z" for n in range(len(LINKS) + len(alike.names))]
    links, own = blanks[: len(LINKS)], blanks[len(LINKS) :]
    same = {field.name: getattr(alike.example, field.name) for field in fields(Asked)}
    blank = _Blank(**same | NOBODY | dict(zip(LINKS, links, strict=True)), marks=_marks(alike, own))
    rendered, question = message("email", blank), blank.line(blank.texts.question)
    if max(len(rendered.subject), len(question)) >= LONGEST_LINE:
        return None
    subject = _form(rendered.subject)
    longest = min(_room(subject), _room(_form(question)))
    html, text = _form(str(rendered.html)), _form(str(rendered.text))
    return Skeleton(alike.names, longest, subject, text, html)


def _room(line: Form) -> float:
    """Characters for each blank of a line."""
    return (LONGEST_LINE - len(line)) / len(line.blanks) if line.blanks else LONGEST_LINE


def _marks(alike: _Alike, own: Sequence[str]) -> Mapping[str, str]:
    return {"brand": alike.example.brand, **dict(zip(alike.names, own, strict=True))}


def _form(marked: str) -> Form:
    parts = _MARK.split(marked)
    return Form(tuple(parts[::2]), tuple(map(int, parts[1::2])))
