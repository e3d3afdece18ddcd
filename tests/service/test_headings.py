from service.columns import columns_of
from service.headings import _names, called
from service.lists import listings
from service.parameters import PAGE
from service.words import words_in


def used() -> set[str]:
    """Every list, the parts of its columns, and its parameters."""
    found = set(listings())
    for listing in listings().values():
        found |= {part for column in columns_of(listing.entry) for part in column.split(".")}
        found |= {one.name for one in listing.parameters} - {one.name for one in PAGE}
    return found


def test_every_list_column_and_parameter_is_called_something_and_nothing_else_is() -> None:
    assert used() == set(_names(words_in("en")))


def test_it_speaks_the_readers_language() -> None:
    assert called("contact.email", words_in("de")) == "Kontakt: E-Mail-Adresse"
    assert called("machine-links", words_in("id")) == "Klik mesin"


def test_a_column_that_nobody_has_translated_has_the_apis_name() -> None:
    assert called("shoe_size", words_in("de")) == "shoe size"
