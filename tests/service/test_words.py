"""The catalogues: complete, without leftovers, and safe to fill in."""

import re
from collections.abc import Iterator
from datetime import date

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from service.templating import TEMPLATES
from service.words import LOCALES, languages, words_in
from surveys.deciding import reason_codes

KEYWORDS = {"_": None, "ngettext": (1, 2)}
EVERY_CATALOGUE = pytest.mark.parametrize("language", [path.stem for path in LOCALES.glob("*.po")])
PLACES = re.compile(r"%\((\w+)\)s|%")


def used() -> set[str | tuple[str, str]]:
    """Every string that a template or a module of the service says, and what each reason means."""
    jinja = [("**.html", "jinja2"), ("**.txt", "jinja2")]
    python = [("**.py", "python")]
    rows = [
        *extract_from_dir(TEMPLATES, jinja, keywords=KEYWORDS),
        *extract_from_dir(LOCALES.parent, python, keywords=KEYWORDS),
    ]
    return {row[2] for row in rows} | set(reason_codes().values())


def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language.replace("-", "_"), abort_invalid=True)


def translations(language: str) -> Iterator[tuple[str, str]]:
    """Each form in English beside each form in the language."""
    for entry in catalogue(language):
        if entry.id:
            strings = (entry.string,) if isinstance(entry.string, str) else entry.string
            source = entry.id if isinstance(entry.id, str) else entry.id[1]
            yield from ((source, string) for string in strings)


@EVERY_CATALOGUE
def test_it_translates_every_string_that_is_used_and_no_other(language: str) -> None:
    found = {entry.id for entry in catalogue(language) if entry.id}

    assert used() - found == set(), "not in the catalogue"
    assert found - used() == set(), "not used any more"


@EVERY_CATALOGUE
def test_it_leaves_nothing_empty_or_doubtful(language: str) -> None:
    assert [source for source, string in translations(language) if not string.strip()] == []
    assert [entry.id for entry in catalogue(language) if entry.id and entry.fuzzy] == []


@EVERY_CATALOGUE
def test_it_fills_in_what_the_english_does(language: str) -> None:
    for source, string in translations(language):
        assert sorted(PLACES.findall(string)) == sorted(PLACES.findall(source)), source


def test_it_speaks_english_where_it_has_no_catalogue() -> None:
    assert words_in("nl").language == "en"
    assert words_in("nl")("Thank you!") == "Thank you!"
    assert words_in("id-ID")("Thank you!") == "Terima kasih!"
    assert languages()[0] == "en"
    assert "id" in languages()


def test_it_says_one_star_and_two_stars() -> None:
    def stars(language: str, number: int) -> str:
        return words_in(language).ngettext("%(number)s star", "%(number)s stars", number)

    assert [stars("en", 1), stars("en", 2)] == ["1 star", "2 stars"]
    assert [stars("id", 1), stars("id", 2)] == ["1 bintang", "2 bintang"]


def test_it_writes_dates_as_the_language_does() -> None:
    assert words_in("id").date(date(2026, 12, 19)) == "19 Desember 2026"


def test_it_marks_words_within_a_text_of_another_language() -> None:
    assert words_in("ar").attributes_within("ar") == ' lang="en" dir="ltr"'
    assert words_in("id").attributes_within("id-ID") == ""
