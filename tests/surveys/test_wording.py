import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.wording import LONGEST, terms_of


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Cold coffee!", {"cold", "coffee", "cold coffee"}),
        ("Cold. Coffee", {"cold", "coffee"}),
        ("It\u2019s DON'T", {"it's", "don't", "it's don't"}),
        ("order 12345 late", {"order", "late", "order late"}),
        ("\uff23\uff2f\uff2c\uff24", {"cold"}),  # full width
        ("caf\u0065\u0301", {"caf\u00e9"}),  # an accent of its own
        ("कॉफ़ी ठंडी", {"कॉफ़ी".replace("\u095e", "\u092b\u093c"), "ठंडी", "कॉफ़ी ठंडी"}),
        ("القهوة باردة", {"القهوة", "باردة", "القهوة باردة"}),
        ("咖啡冷了", {"咖啡", "啡冷", "冷了"}),
        ("冷", {"冷"}),
        ("コーヒーが冷たい", {"コー", "ーヒ", "ヒー", "ーが", "が冷", "冷た", "たい"}),
        ("Straße", {"strasse"}),
        ("", set()),
        ("!!! 🙁 __ 5", set()),
    ],
)
def test_it_finds_words_pairs_and_signs(text: str, terms: set[str]) -> None:
    assert terms_of(text) == terms


@given(st.text(max_size=300))
def test_any_text_has_terms_that_can_be_kept(text: str) -> None:
    for term in terms_of(text):
        assert 0 < len(term) <= LONGEST
        assert "\x00" not in term
        assert term == term.strip()
