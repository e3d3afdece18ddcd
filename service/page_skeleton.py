"""Answer pages without rendering each: like mails (see skeleton.py), one is rendered with blanks
for all who look at the same page, and the blanks are filled for each of them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from operator import attrgetter
from typing import Any

from notifiers.form import Form
from service.asked import Asked
from service.marks import Marked, escaped, marks, room_in, to_form
from service.pages import Answering, answer_page
from surveys.definition import Definition
from surveys.texts import Texts

MOST = 1024
BLANK = {"action", "nonce", "comment", "answers", "languages"}
_shown = attrgetter(*(one.name for one in fields(Answering) if one.name not in BLANK))
Choices = tuple[tuple[str, str | tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Skeleton:
    """`longest` is how many characters each segment may have so that no line is cut; `definition`
    is kept so that its identity is not reused."""

    page: Form
    longest: float
    definition: Definition


_skeletons: dict[tuple[object, ...], _Skeleton] = {}


def written(asked: Asked, answering: Answering) -> str:
    """The same as `answer_page`, sooner."""
    segments = {key: value for key, value in asked.nameless().values().items() if value}
    segments.pop("brand", None)
    path, mark, query = answering.action.partition("?")
    own, choices = _told_apart(asked, answering) if answering.answers else ({}, ())
    languages = answering.languages
    alike = (
        *(id(asked.definition), asked.language, asked.link_origins, *_shown(answering)),
        *(bool(mark), bool(answering.comment), choices),
        *(tuple(languages), tuple(own), tuple(segments)),
    )
    skeleton = _skeletons.get(alike)
    if skeleton is None:
        skeleton = _skeleton(asked, answering, choices, own, segments)
        if len(_skeletons) >= MOST:
            _skeletons.clear()
        _skeletons[alike] = skeleton
    if segments and max(map(len, segments.values())) > skeleton.longest:
        return answer_page(asked, answering)
    blanks = (path, query, answering.nonce, answering.comment)
    values = (*blanks, *languages.values(), *own.values(), *segments.values())
    return skeleton.page.fill([escaped(value) for value in values])


def _told_apart(asked: Asked, answering: Answering) -> tuple[dict[str, str], Choices]:
    """Answers in a person's own words, and all others."""
    texts = {one.key for one in asked.definition.questions if one.type == "text"}
    own = {
        key: given
        for key, given in answering.answers.items()
        if key in texts and given and isinstance(given, str)
    }
    others = ((key, given) for key, given in answering.answers.items() if key not in own)
    return own, tuple((key, one if isinstance(one, str) else tuple(one)) for key, one in others)


def _skeleton(
    asked: Asked,
    answering: Answering,
    choices: Choices,
    own: Iterable[str],
    segments: Iterable[str],
) -> _Skeleton:
    blank = marks()
    path, query, nonce, comment = next(blank), next(blank), next(blank), next(blank)
    answering = replace(
        answering,
        action=f"{path}?{query}" if "?" in answering.action else path,
        nonce=nonce,
        comment=comment if answering.comment else "",
        languages=_each(answering.languages, blank),
        answers=_each(own, blank) | dict(choices),
    )
    marked = _marked(asked, segments, blank)
    lines = map(marked.line, _cut(asked.texts, answering.score))
    page = to_form(answer_page(marked, answering))
    return _Skeleton(page, min(map(room_in, lines)), asked.definition)


def _cut(texts: Texts, score: int | None) -> list[str | None]:
    """The texts that are cut when they are too long for a line."""
    said = None if score is None else texts.thanks_for(score)
    label = said.link.label if said and said.link else None
    return [texts.question, texts.comment, label]


def _marked(asked: Asked, segments: Iterable[str], blank: Iterator[str]) -> Marked:
    same: dict[str, Any] = {one.name: getattr(asked, one.name) for one in fields(Asked)}
    filled = _each(segments, blank) | {"brand": asked.brand}
    return Marked(**same | {"name": None, "segments": {}}, marks=filled)


def _each(names: Iterable[str], blank: Iterator[str]) -> dict[str, str]:
    return {name: next(blank) for name in names}
