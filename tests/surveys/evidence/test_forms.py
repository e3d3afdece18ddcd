from dataclasses import replace
from datetime import timedelta

from surveys.evidence import EXPLICIT, NONE, Click
from surveys.evidence.forms import Doubt, doubt
from tests.cast import NOW

UNSURE = Doubt("unsure", "unsure")


def form(score: int, visit: str, seconds: float = 0, client: str = "me") -> Click:
    return Click("answer", score, EXPLICIT, visit, NOW + timedelta(seconds=seconds), client=client)


def weighed(*forms: Click, suspect: bool = False) -> Doubt | None:
    """What the last form is worth, whose page was opened at that moment."""
    return doubt(forms, forms[-1], forms[-1].at, suspect=suspect)


def test_one_form_counts() -> None:
    assert weighed(form(9, "a")) is None


def test_a_suspect_is_asked_once_more_unless_a_hand_touched_the_page() -> None:
    asked = replace(form(9, "a"), reasons=("unsure",), grade=NONE)
    assert weighed(form(9, "a"), suspect=True) == UNSURE
    assert weighed(replace(form(9, "a"), touched=True), suspect=True) is None
    assert weighed(asked, form(9, "a", 600), suspect=True) is None
    assert weighed(asked, form(8, "a", 600), suspect=True) == UNSURE
    assert weighed(asked, form(9, "b", 600), suspect=True) == UNSURE


def test_the_same_form_sent_twice_from_the_first_page_confirms_nothing() -> None:
    asked = replace(form(9, "a"), reasons=("unsure",), grade=NONE)
    again = form(9, "a", 1)
    assert doubt([asked, again], again, NOW - timedelta(seconds=1), suspect=True) == UNSURE


def test_the_page_of_a_driven_browser_answers_nothing() -> None:
    beacon = Click("seen", 9, NONE, "a", NOW, ("webdriver",), "me")
    mine = replace(form(9, "a", 1), touched=True)
    assert weighed(beacon, mine) == Doubt("machine", "driven", frozenset("a"))
    assert weighed(beacon, form(9, "b", 600)) == UNSURE
    assert weighed(beacon, form(9, "b", 601)) is None
    assert weighed(beacon, form(9, "b", 600, "you")) is None


def test_whoever_contradicts_another_client_is_asked_for_ten_minutes() -> None:
    taken_out = replace(form(9, "a"), grade=NONE)
    assert weighed(form(9, "a"), form(0, "b", 600, "you")) == UNSURE
    assert weighed(form(9, "a"), form(0, "b", 601, "you")) is None
    assert weighed(taken_out, form(0, "b", 60, "you")) == UNSURE
    assert weighed(taken_out, form(0, "b", 61, "you")) is None
    assert weighed(form(9, "a"), form(9, "b", 1, "you")) is None
