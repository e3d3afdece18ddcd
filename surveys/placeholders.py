"""Placeholders in a survey's texts: {name}, {first_name}, {brand} and the survey's segments.

Plain replacement from an allow-list: a text can reach nothing else, and a value that looks like a
placeholder is never read again.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from surveys.definition import Definition
from surveys.errors import FieldError, flaw
from surveys.questions import Question
from surveys.texts import PLACE

ALWAYS = ("name", "first_name", "brand")
LINKS = ("link", "code")  # in variables of templates only: other texts get the link by themselves
COMMA = "[,\u060c\u3001\uff0c]"  # Latin, Arabic, Chinese and Japanese
BIDI_CONTROLS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"

_AFTER_TEXT = re.compile(rf"((?:{COMMA}?[ \t]+)?)\{{([^{{}}]*)\}}")
_OPENING = re.compile(rf"^\{{([^{{}}]*)\}}(?:{COMMA}|[!:])?[ \t]*(\w?)", re.MULTILINE)


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with its placeholders replaced; a missing one takes its space and comma along.

    "Hi {name}, how was it?" becomes "Hi, how was it?", "{name}, how was it?" "How was it?".
    """

    if "{" not in text:
        return text

    def open_without(match: re.Match[str]) -> str:
        return match[0] if values.get(match[1]) else match[2].upper()

    def put(match: re.Match[str]) -> str:
        value = values.get(match[2])
        return match[1] + value if value else ""

    return _AFTER_TEXT.sub(put, _OPENING.sub(open_without, text))


def clean(value: str, longest: int = 200) -> str:
    """One line that can be shown anywhere: no controls, nothing that turns the direction of text,
    no lone surrogates. `longest` counts characters.
    """
    if not value.isprintable():
        value = "".join(_shown(character) for character in value)
    return " ".join(value.split())[:longest].strip()


def _shown(character: str) -> str:
    if character in BIDI_CONTROLS or unicodedata.category(character) == "Cs":
        return ""
    return " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character


def unknown_placeholders(definition: Definition) -> list[FieldError]:
    """Each placeholder that nothing would fill, with its place and what there is."""
    known = (*ALWAYS, *definition.segments)
    texts = [(path, text, known) for path, text in _all_texts(definition)]
    texts += [(path, text, (*known, *LINKS)) for path, text in _variables(definition)]
    return [
        flaw(
            path,
            "%(name)s is filled in by nothing; there are %(known)s",
            name=f"{{{name}}}",
            known=_listed(allowed),
        )
        for path, text, allowed in texts
        for name in PLACE.findall(text)
        if name not in allowed
    ]


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in names)


def _all_texts(definition: Definition) -> Iterator[tuple[str, str]]:
    for language, texts in definition.texts.items():
        for field, text in texts.words():
            yield f"texts.{language}.{field}", text
    for index, question in enumerate(definition.questions):
        yield from _question_texts(f"questions[{index}]", question)


def _variables(definition: Definition) -> Iterator[tuple[str, str]]:
    for language, texts in definition.texts.items():
        if texts.whatsapp_template:
            for name, text in texts.whatsapp_template.variables.items():
                yield f"texts.{language}.whatsapp_template.variables.{name}", text


def _question_texts(path: str, question: Question) -> Iterator[tuple[str, str]]:
    for language, text in question.text.items():
        yield f"{path}.text.{language}", text
    for key, labels in question.options.items():
        for language, label in labels.items():
            yield f"{path}.options.{key}.{language}", label
