import pytest

from surveys.themes import Said, themes

HAPPY = [(False, text) for text in ("good coffee", "nice people", "the coffee is good", "fast")]


def unhappy(*texts: str) -> list[Said]:
    return [(True, text) for text in texts]


def test_it_finds_what_unhappy_people_write_about_and_others_do_not() -> None:
    bad = ["the coffee was cold", "cold coffee again", "cold, and rude staff"]
    found = themes(HAPPY * 8 + unhappy(*bad * 3))
    assert found[0].term == "cold"
    assert (found[0].low, found[0].others) == (9, 0)
    assert found[0].significant
    assert not [one for one in found if one.term in ("the", "coffee") and one.significant]


def test_a_pair_stands_for_words_that_are_only_said_in_it() -> None:
    found = {one.term for one in themes(HAPPY * 5 + unhappy(*["rude staff"] * 5))}
    assert found == {"rude staff"}


def test_p_is_that_of_fishers_exact_test() -> None:
    """Lady tasting tea: 3 of 4 right."""
    said = [*unhappy("tea", "tea", "tea", "no"), (False, "tea"), *[(False, "no")] * 3]
    [found] = [one for one in themes(said) if one.term == "tea"]
    assert found.p == pytest.approx(17 / 70)
    assert (found.low, found.others, found.significant) == (3, 1, False)


def test_nothing_is_made_of_what_one_or_two_say() -> None:
    assert themes(HAPPY * 20 + unhappy("cold", "cold")) == []


def test_what_happy_people_say_more_is_no_theme() -> None:
    assert themes([(False, "coffee")] * 9 + unhappy(*["coffee"] * 3, *["no"] * 2)) == []


@pytest.mark.parametrize(
    ("word", "other"), [("咖啡冷了", "很好"), ("बहुत ठंडी", "अच्छा"), ("بارد جدا", "جيد")]
)
def test_it_needs_to_know_no_language(word: str, other: str) -> None:
    found = themes([(False, other)] * 12 + unhappy(*[word] * 8))
    assert found
    assert all(one.significant and one.others == 0 for one in found)


def test_no_comments_have_no_themes() -> None:
    assert themes([]) == []
    assert themes(unhappy(*["cold coffee"] * 9)) == []  # nobody to compare with
