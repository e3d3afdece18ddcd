import pytest
from pydantic import ValidationError

from surveys.follow_up import FollowUp, Reason


@pytest.mark.parametrize(
    ("when", "scores"),
    [
        ("score <= 2", {0, 1, 2}),
        ("score < 2", {0, 1}),
        ("score >= 9", {9, 10}),
        ("score > 9", {10}),
        ("score == 5", {5}),
        ("score > 10", set()),
    ],
)
def test_a_score_opens_a_case_when_the_survey_says_so(when: str, scores: set[int]) -> None:
    found = FollowUp(when=when)
    assert {one for one in range(11) if found.reason(one, wants_contact=False)} == scores
    quiet = FollowUp(when=when, open_case=False)
    assert not any(quiet.reason(one, wants_contact=False) for one in range(11))


@pytest.mark.parametrize(
    ("ask_contact", "wants_contact", "score", "why"),
    [
        (True, True, 9, "asked"),
        (True, True, 1, "asked"),
        (True, False, 1, "score"),
        (True, False, 9, None),
        (False, True, 9, None),  # a field that the page does not have
        (False, True, 1, "score"),
    ],
)
def test_who_wants_to_be_contacted_opens_one_whatever_the_score(
    ask_contact: bool, wants_contact: bool, score: int, why: Reason | None
) -> None:
    found = FollowUp(when="score <= 2", ask_contact=ask_contact)
    assert found.reason(score, wants_contact) == why


def test_it_must_say_when() -> None:
    assert FollowUp(ask_contact=True).reason(0, wants_contact=False) is None
    with pytest.raises(ValidationError, match="says never"):
        FollowUp(open_case=True)
