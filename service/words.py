"""The interface's own words: English in the code and templates, other languages in locales/*.po.

A language is one file. It is read when it is first needed; there is no build step.
"""

import gettext
from datetime import date
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from markupsafe import Markup

from service.languages import direction
from surveys.errors import Sentence
from surveys.language import nearest, same_language

LOCALES = Path(__file__).parent / "locales"
SOURCE = "en"


class Words:
    """Says things in one language; what a catalogue lacks is said in English."""

    def __init__(self, language: str, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, message: str, **values: object) -> str:
        """The translation, with `%(name)s` replaced by `values`."""
        found = self._catalogue.gettext(message)
        return found % values if values else found

    def said(self, sentence: str) -> str:
        """What the domain has to tell; in English what is of others."""
        if isinstance(sentence, Sentence):
            return self(sentence.message, **sentence.values)
        return sentence

    def ngettext(self, one: str, many: str, number: int) -> str:
        """The form for `number`, which replaces `%(number)s`."""
        return self._catalogue.ngettext(one, many, number) % {"number": number}

    def attributes_within(self, language: str) -> str:
        """HTML attributes for these words in a text of another language; "" in one of their own."""
        if same_language(self.language, language):
            return ""
        marked = Markup(' lang="{}" dir="{}"')
        return marked.format(self.language, direction(self.language))

    def date(self, day: date) -> str:
        """12 December 2026, as the language writes it."""
        return _date(self.language, day)


@cache
def languages() -> tuple[str, ...]:
    """The languages that the interface speaks, English first."""
    return (SOURCE, *sorted(path.stem for path in LOCALES.glob("*.po")))


@lru_cache(maxsize=256)
def words_in(language: str) -> Words:
    """The words nearest to `language`: pt-BR may get those of pt; English when there are none."""
    return _load(nearest(language, languages()) or SOURCE)


@lru_cache(maxsize=256)
def _date(language: str, day: date) -> str:
    return format_date(day, format="long", locale=language.replace("-", "_"))


@cache
def _load(language: str) -> Words:
    if language == SOURCE:
        return Words(language, gettext.NullTranslations())
    compiled = BytesIO()
    with (LOCALES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language.replace("-", "_")))
    compiled.seek(0)
    return Words(language, gettext.GNUTranslations(compiled))
