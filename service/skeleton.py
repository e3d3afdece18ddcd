"""Mails without rendering each: one is rendered with blanks for all who are asked alike, the same
version of a survey in the same language, and the blanks are filled for each of them.

Asked alike are only those who lack the same placeholders: texts read otherwise without a name.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from notifiers.form import Filled, Form
from service.asked import Asked
from service.marks import Marked, each_escaped, marks, room_in, to_form
from service.render import Rendered, message
from surveys.definition import Definition

CHANNELS = frozenset({"email"})  # text messages are few a second, and their templates change values
MOST = 1024  # skeletons
LINKS = ("answer_url", "short_url", "unsubscribe_url")
NOBODY: dict[str, Any] = {"name": None, "segments": {}}


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
        blanks = (asked.answer_url, asked.short_url, asked.unsubscribe_url, *own)
        html = Filled(self.html, each_escaped(blanks))
        return Rendered(self.subject.fill(blanks), Filled(self.text, blanks), html)


_skeletons: dict[tuple[object, ...], tuple[Definition, Skeleton | None]] = {}
"""By the identity of the definition, which is kept with it lest it be another one's."""


def written(channel: str, asked: Asked) -> Rendered:
    """The same as `message`, sooner."""
    if channel not in CHANNELS:
        return message(channel, asked)
    values, definition = asked.values(), asked.definition
    names = tuple([one for one in asked.texts.places if one != "brand" and values.get(one)])
    same = (id(definition), asked.language, asked.last_day, asked.replies, names)
    if same not in _skeletons:
        if len(_skeletons) >= MOST:
            _skeletons.clear()
        _skeletons[same] = definition, _skeleton(asked, names)
    _, skeleton = _skeletons[same]
    return (skeleton and skeleton.fill(asked, values)) or message(channel, asked)


def _skeleton(example: Asked, names: tuple[str, ...]) -> Skeleton | None:
    """None where a line with the marks in it would be cut."""
    mark = marks()
    links = {name: next(mark) for name in LINKS}
    filled = {name: next(mark) for name in names} | {"brand": example.brand}
    same = {field.name: getattr(example, field.name) for field in fields(Asked)}
    blank = Marked(**same | NOBODY | links, marks=filled)
    rendered, question = message("email", blank), blank.line(blank.texts.question)
    longest = min(room_in(rendered.subject), room_in(question))
    if not longest:
        return None
    html, text = to_form(str(rendered.html)), to_form(str(rendered.text))
    return Skeleton(names, longest, to_form(rendered.subject), text, html)
