"""The catalogues: complete, without leftovers, and safe to fill in."""

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from gettext import c2py  # type: ignore[attr-defined]  # what gettext itself reads the rule with
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import surveys
from service.templating import TEMPLATES
from service.words import LOCALES, languages, words_in
from surveys.deciding import reason_codes
from surveys.errors import Sentence, flaw

SURE = "100% sure"
KEYWORDS = {"_": None, "ngettext": (1, 2)}
SENTENCES = {"Sentence": None, "flaw": (2,)}
EVERY_CATALOGUE = pytest.mark.parametrize("language", [path.stem for path in LOCALES.glob("*.po")])
NUMBERS = range(1000)
PLACES = re.compile(r"%\((\w+)\)s|%")


@cache
def used() -> set[str | tuple[str, str]]:
    """Every string that a template or a module of the service says, what each reason means, and
    what is told about mistakes in surveys."""
    jinja = [("**.html", "jinja2"), ("**.txt", "jinja2")]
    python = [("**.py", "python")]
    rows = [
        *extract_from_dir(TEMPLATES, jinja, keywords=KEYWORDS),
        *extract_from_dir(LOCALES.parent, python, keywords=KEYWORDS),
    ]
    for folder in (LOCALES.parent, Path(surveys.__file__).parent):
        rows += extract_from_dir(folder, python, keywords=SENTENCES)
    return {row[2] for row in rows} | set(reason_codes().values())


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALES / f"{language}.po").open("rb") as source:
        return read_po(source, locale=language.replace("-", "_"), abort_invalid=True)


def translations(language: str) -> Iterator[tuple[str, str, int | None]]:
    """What is said in English, in the language, and the number of the form if it is a plural's."""
    for entry in catalogue(language):
        if isinstance(entry.id, str) and entry.id:
            yield entry.id, str(entry.string), None
        elif entry.id:
            yield from ((entry.id[1], one, form) for form, one in enumerate(entry.string))


def forms(language: str) -> dict[int, set[str]]:
    """Each plural form with the CLDR categories of the numbers that it serves."""
    form_of = c2py(catalogue(language).plural_expr)
    category_of = Locale.parse(language, sep="-").plural_form
    found: dict[int, set[str]] = {}
    for number in NUMBERS:
        found.setdefault(form_of(number), set()).add(category_of(number))
    return found


def for_one_number(language: str, form: int) -> bool:
    """Whether a form serves a single number, as in "two stars": it may say it in a word."""
    form_of = c2py(catalogue(language).plural_expr)
    return sum(form_of(number) == form for number in NUMBERS) == 1


@EVERY_CATALOGUE
def test_it_translates_every_string_that_is_used_and_no_other(language: str) -> None:
    found = {entry.id for entry in catalogue(language) if entry.id}

    assert used() - found == set(), "not in the catalogue"
    assert found - used() == set(), "not used any more"


@EVERY_CATALOGUE
def test_it_leaves_nothing_empty_or_doubtful(language: str) -> None:
    assert [source for source, string, _ in translations(language) if not string.strip()] == []
    assert [entry.id for entry in catalogue(language) if entry.id and entry.fuzzy] == []


@EVERY_CATALOGUE
def test_it_fills_in_what_the_english_does(language: str) -> None:
    for source, string, form in translations(language):
        places = sorted(PLACES.findall(source))
        in_a_word = form is not None and for_one_number(language, form)
        allowed = (places, []) if in_a_word and places == ["number"] else (places,)
        assert sorted(PLACES.findall(string)) in allowed, source


@EVERY_CATALOGUE
def test_it_has_a_form_for_each_way_in_which_the_language_counts(language: str) -> None:
    found = forms(language)

    assert catalogue(language).num_plurals == len(found)
    assert all(len(categories) == 1 for categories in found.values()), found
    for entry in catalogue(language):
        if entry.pluralizable:
            assert len(entry.string) == len(found), entry.id


def test_it_speaks_english_where_it_has_no_catalogue() -> None:
    assert words_in("nl").language == "en"
    assert words_in("nl")("Thank you!") == "Thank you!"
    assert words_in("id-ID")("Thank you!") == "Terima kasih!"


def test_it_speaks_eleven_languages() -> None:
    wanted = ("en", "ar", "de", "es", "fr", "hi", "id", "ja", "ms", "pt", "zh")
    assert languages() == wanted


def test_it_says_one_star_and_two_stars() -> None:
    def stars(language: str, *numbers: int) -> list[str]:
        words = words_in(language)
        return [words.ngettext("%(number)s star", "%(number)s stars", n) for n in numbers]

    assert stars("en", 1, 2) == ["1 star", "2 stars"]
    assert stars("id", 1, 2) == ["1 bintang", "2 bintang"]
    assert stars("ar", 1, 2, 3) == ["نجمة واحدة", "نجمتان", "3 نجوم"]


def test_it_says_what_the_domain_tells_and_leaves_what_others_say() -> None:
    told = flaw("kind", "is %(kind)s already; give the survey a new key", kind="nps").message
    assert told == "is nps already; give the survey a new key"
    assert words_in("id").said(told) == "sudah nps; beri survei kunci baru"
    assert words_in("en").said(told) == told
    assert words_in("id").said(Sentence(SURE)) == "100% sure"
    assert words_in("id").said("Input should be a number") == "Input should be a number"


def test_it_writes_dates_as_the_language_does() -> None:
    assert words_in("id").date(date(2026, 12, 19)) == "19 Desember 2026"


def test_it_marks_words_within_a_text_of_another_language() -> None:
    assert words_in("he").attributes_within("he") == ' lang="en" dir="ltr"'
    assert words_in("id").attributes_within("id-ID") == ""
