import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.sources.parts.person import customer, full_name, international, named, somebody


@pytest.mark.parametrize(
    ("phone", "country", "found"),
    [
        ("0812-3456-7890", "ID", "+6281234567890"),
        ("0812-3456-7890", "id", "+6281234567890"),
        ("(512) 555-0142", "US", "+15125550142"),
        ("+49 30 901820", "US", "+49 30 901820"),
        ("12", "US", "12"),
        ("0812-3456-7890", None, "0812-3456-7890"),
        ("0812-3456-7890", "XX", "0812-3456-7890"),
        ("call me", "US", "call me"),
        (None, "US", None),
    ],
)
def test_a_number_is_read_as_in_its_country(
    phone: str | None, country: str | None, found: str | None
) -> None:
    assert international(phone, country) == found


@given(st.text(max_size=60), st.text(max_size=3))
def test_no_number_makes_it_stumble(phone: str, country: str) -> None:
    international(phone, country)


def test_ids_carry_the_name_of_their_system() -> None:
    assert named("shopify", "42") == "shopify:42"
    assert named("shopify", None) is named("shopify", "0") is somebody("0") is None


def test_names_are_put_together() -> None:
    assert full_name("Ida", "Berg") == "Ida Berg"
    assert full_name(None, "Berg") == "Berg"
    assert full_name(None, "") is None


@pytest.mark.parametrize(
    ("locale", "found"),
    [("nl", "nl"), ("pt_BR", "pt-BR"), ("zh-Hant-TW", "zh-Hant-TW"), ("auto", None), ("e", None)],
)
def test_a_locale_is_a_tag_or_nothing(locale: str, found: str | None) -> None:
    assert customer(locale=locale).locale == found


def test_what_is_too_long_is_left_out_and_a_name_is_cut() -> None:
    found = customer(id="i" * 256, email="e" * 321, phone="5" * 41, name="n" * 300)
    assert found.model_dump(exclude_none=True) == {"name": "n" * 200}


def test_nothing_is_known_of_a_stranger() -> None:
    assert customer().model_dump(exclude_unset=True) == {}
