"""Answer pages without rendering each: like mails (see skeleton.py), one is rendered with blanks
for all who look at the same page, and the blanks are filled for each of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from typing import Any

from notifiers.form import Form
from service.asked import Asked
from service.marks import Marked, escaped, to_form, marks, room_in
from service.pages import Answering, answer_page

BLANK = {"action", "nonce", "comment", "answers", "languages"}
ALIKE = tuple(one.name for one in fields(Answering) if one.name not in BLANK)
Choices = tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Alike:
    """What decides how a page reads but for its blanks. `version` is the identity of the
    definition, which `example` keeps from being reused."""

    version: int
    language: str
    names: tuple[str, ...]  # of the segments that there are
    shown: tuple[object, ...]
    query: bool
    comment: bool
    choices: Choices
    written: tuple[str, ...]  # keys of the questions answered in own words
    tags: tuple[str, ...]
    example: Asked = field(compare=False)
    answering: Answering = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """`longest` is how many characters each segment may have so that no line is cut."""

    longest: float
    page: Form


def written(asked: Asked, answering: Answering) -> str:
    """The same as `answer_page`, sooner."""
    segments = {name: value for name, value in asked.nameless().values().items() if value}
    segments.pop("brand", None)
    path, _, query = answering.action.partition("?")
    own, choices = _told_apart(asked, answering)
    alike = _Alike(
        version=id(asked.definition),
        language=asked.language,
        names=tuple(segments),
        shown=tuple(getattr(answering, name) for name in ALIKE),
        query=bool(query),
        comment=bool(answering.comment),
        choices=choices,
        written=tuple(own),
        tags=tuple(answering.languages),
        example=asked,
        answering=answering,
    )
    skeleton = _skeleton(alike)
    if max(map(len, segments.values()), default=0) > skeleton.longest:
        return answer_page(asked, answering)
    blanks = (path, query, answering.nonce, answering.comment)
    values = (*blanks, *answering.languages.values(), *own.values(), *segments.values())
    return skeleton.page.fill([*map(escaped, values)])


def _told_apart(asked: Asked, answering: Answering) -> tuple[dict[str, str], Choices]:
    """Answers in a person's own words, and all others."""
    if not answering.answers:
        return {}, ()
    texts = {one.key for one in asked.definition.questions if one.type == "text"}
    own = {
        key: given
        for key, given in answering.answers.items()
        if key in texts and given and isinstance(given, str)
    }
    others = ((key, given) for key, given in answering.answers.items() if key not in own)
    return own, tuple((key, one if isinstance(one, str) else tuple(one)) for key, one in others)


@lru_cache(maxsize=1024)
def _skeleton(alike: _Alike) -> _Skeleton:
    blank = iter(marks(4 + len(alike.tags) + len(alike.written) + len(alike.names)))
    path, query, nonce, comment = next(blank), next(blank), next(blank), next(blank)
    answering = replace(
        alike.answering,
        action=f"{path}?{query}" if alike.query else path,
        nonce=nonce,
        comment=comment if alike.comment else "",
        languages=_each(alike.tags, blank),
        answers=dict(alike.choices) | _each(alike.written, blank),
    )
    asked = _marked(alike, _each(alike.names, blank))
    lines = [asked.line(one) for one in (asked.texts.question, asked.texts.comment)]
    return _Skeleton(min(map(room_in, lines)), to_form(answer_page(asked, answering)))


def _marked(alike: _Alike, segments: Mapping[str, str]) -> Marked:
    same: dict[str, Any] = {one.name: getattr(alike.example, one.name) for one in fields(Asked)}
    filled = {**segments, "brand": alike.example.brand}
    return Marked(**same | {"name": None, "segments": {}}, marks=filled)


def _each(names: Sequence[str], blank: Iterator[str]) -> dict[str, str]:
    return {name: next(blank) for name in names}
