from datetime import timedelta

from surveys.evidence import EXPLICIT, NONE, Click
from surveys.evidence.bursts import burst
from tests.cast import NOW


def form(score: int, visit: str, seconds: float = 0, client: str = "") -> Click:
    return Click("answer", score, EXPLICIT, visit, NOW + timedelta(seconds=seconds), client=client)


TRAP = Click("trap", None, NONE, "t", NOW)
NOBODY: frozenset[str] = frozenset()


def test_three_scores_from_three_page_loads_within_a_minute_are_a_machine_s() -> None:
    forms = [form(score, f"v{score}", score) for score in (0, 1, 2)]
    assert burst(forms, "", forms[-1].at) == {"v0", "v1", "v2"}
    assert burst(forms[:2], "", forms[1].at) == NOBODY
    assert burst(forms, "", NOW + timedelta(seconds=61)) == NOBODY


def test_two_are_enough_when_the_hidden_link_was_followed() -> None:
    forms = [form(0, "a"), form(1, "b", 1)]
    assert burst([TRAP, *forms], "", forms[1].at) == {"a", "b"}
    assert burst([TRAP, forms[0]], "", NOW) == NOBODY


def test_one_page_load_is_a_person_who_changes_their_mind() -> None:
    assert burst([form(score, "same") for score in range(11)], "", NOW) == NOBODY


def test_one_score_sent_again_and_again_is_a_person_who_is_impatient() -> None:
    assert burst([form(9, f"v{number}") for number in range(100)], "", NOW) == NOBODY


def test_a_person_among_the_forms_of_a_machine_is_left_alone() -> None:
    forms = [form(9, "p", 0, "person"), *(form(n, f"m{n}", n, "machine") for n in (1, 2))]
    assert burst(forms, "machine", forms[-1].at) == NOBODY  # not yet
    forms.append(form(3, "m3", 3, "machine"))
    assert burst(forms, "machine", forms[-1].at) == {"m1", "m2", "m3"}
    assert burst(forms, "person", forms[-1].at) == NOBODY


def test_a_machine_with_an_address_for_each_form_is_one_all_the_same() -> None:
    forms = [form(n, f"m{n}", n, f"address {n}") for n in range(3)]
    assert burst(forms, "address 2", forms[-1].at) == {"m0", "m1", "m2"}


def test_a_form_without_a_page_is_no_part_of_it() -> None:
    assert burst([form(n, "") for n in range(11)], "", NOW) == NOBODY
