import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.languages import LONGEST_HEADER, accepted, choose, direction, own_name

AVAILABLE = ("en", "id", "pt-BR", "zh-Hans", "ar")


@pytest.mark.parametrize(
    ("locale", "header", "wanted"),
    [
        ("id_ID", "en", "id"),
        ("id-ID", None, "id"),
        ("id_ID.UTF-8", None, "id"),
        ("in_ID", None, "id"),
        ("in", None, "id"),
        ("PT-br", None, "pt-BR"),
        ("pt", None, "pt-BR"),
        ("pt-PT", None, "pt-BR"),
        ("zh-TW", None, "zh-Hans"),
        ("nl", "fr, id;q=0.8", "id"),
        (None, "id-ID,id;q=0.9,en;q=0.8", "id"),
        (None, "en;q=0.5, ar;q=0.9", "ar"),
        (None, "id;q=0, ar;q=0.1", "ar"),
        (None, "nl", "en"),
        (None, "*", "en"),
        (None, None, "en"),
        ("", "", "en"),
    ],
)
def test_it_chooses_the_contacts_language_then_the_browsers_then_the_first(
    locale: str | None, header: str | None, wanted: str
) -> None:
    assert choose(locale, header, AVAILABLE) == wanted


@given(st.none() | st.text(), st.none() | st.text(alphabet="id-EN;q=.,01* \t_é\x00"))
def test_it_makes_do_with_anything_that_browsers_and_backends_send(
    locale: str | None, header: str | None
) -> None:
    assert choose(locale, header, AVAILABLE) in AVAILABLE


def test_it_reads_only_the_beginning_of_an_endless_header() -> None:
    assert choose(None, f"{'nl,' * LONGEST_HEADER}id", AVAILABLE) == "en"
    assert accepted.cache_info().maxsize


def test_it_takes_the_weights_of_an_accept_language_header_in_order() -> None:
    assert accepted("en;q=0.5, ar;q=0.9, id;q=0, de;q=2, fr;q=nan, *") == ("ar", "en", "*")


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", "ltr"), ("id", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("fa", "rtl"), ("xx", "ltr")],
)
def test_it_knows_which_way_a_language_is_written(language: str, wanted: str) -> None:
    assert direction(language) == wanted


def test_it_names_languages_in_themselves() -> None:
    assert own_name("id") == "Indonesia"
    assert own_name("de-AT").startswith("Deutsch")
    assert own_name("xx-Unheard") == "xx-Unheard"
