"""The words that people answer with."""

import pytest

from service.words import languages as interface
from surveys.reply import read
from surveys.vocabulary import languages, values, words

EVERY_LANGUAGE = pytest.mark.parametrize("language", languages())
FIELDS = {"numbers", "leads", "of", "stars", "openers", "praise", "blame", "between"}


def test_it_has_the_languages_that_the_interface_speaks() -> None:
    assert set(languages()) == set(interface())


@EVERY_LANGUAGE
def test_each_has_every_field_and_the_numbers_from_zero_to_ten(language: str) -> None:
    fields = languages()[language]
    assert set(fields) - {"units", "very"} == FIELDS
    assert all(all(found) for found in fields.values())
    for value, spellings in enumerate(fields["numbers"]):
        assert {read(one, 0, 10, {}).score for one in spellings.split("/")} == {value}
    assert len(fields["numbers"]) == 11


def test_no_word_is_two_numbers() -> None:
    for fields in languages().values():
        for value, spellings in enumerate(fields["numbers"]):
            assert {values()[one] for one in spellings.split("/")} == {value}


def test_no_word_praises_and_blames() -> None:
    assert not words("praise") & words("blame")
    assert not (words("praise") | words("blame")) & words("between")
