from datetime import timedelta

import pytest

from surveys.evidence import (
    BARE,
    NONE,
    SCRIPTED,
    Click,
    burst_start,
    grade_open,
    grade_seen,
    settled_score,
)
from tests.cast import NOW

BROWSER = {"user-agent": "Mozilla/5.0 Firefox/140", "accept": "text/html,*/*"}


def click(
    action: str,
    score: int | None = None,
    visit: str = "v",
    seconds: float = 0,
    grade: int = SCRIPTED,
) -> Click:
    return Click(action, score, grade, visit, NOW + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("method", "more", "grade"),
    [
        ("GET", {}, BARE),
        ("GET", {"sec-fetch-dest": "document"}, BARE),
        ("GET", {"sec-fetch-dest": "iframe"}, NONE),
        ("GET", {"sec-fetch-dest": "empty"}, NONE),
        ("HEAD", {}, NONE),
        ("GET", {"sec-purpose": "prefetch;prerender"}, NONE),
        ("GET", {"purpose": "prefetch"}, NONE),
        ("GET", {"x-moz": "prefetch"}, NONE),
        ("GET", {"user-agent": ""}, NONE),
        ("GET", {"user-agent": "Mozilla/5.0 HeadlessChrome/130"}, NONE),
        ("GET", {"user-agent": "Slackbot-LinkExpanding 1.0"}, NONE),
        ("GET", {"user-agent": "curl/8"}, NONE),
        ("GET", {"accept": "*/*"}, NONE),
    ],
)
def test_an_open_counts_for_little_and_a_machine_s_for_nothing(
    method: str, more: dict[str, str], grade: int
) -> None:
    assert grade_open(method, {**BROWSER, **more}) == grade


@pytest.mark.parametrize(
    ("visible_ms", "webdriver", "age_seconds", "grade"),
    [
        (1200, False, 1.2, SCRIPTED),
        (9000, False, 9, SCRIPTED),
        (1199, False, 9, NONE),
        (9000, False, 1.1, NONE),  # its clock says so, ours does not
        (9000, True, 9, NONE),
        (float("nan"), False, 9, NONE),
        (float("inf"), False, 1, NONE),
        (-1, False, 9, NONE),
    ],
)
def test_a_page_was_looked_at_when_both_clocks_say_so(
    visible_ms: float, webdriver: bool, age_seconds: float, grade: int
) -> None:
    assert grade_seen(visible_ms, webdriver, timedelta(seconds=age_seconds)) == grade


def test_three_scores_from_three_page_loads_within_a_minute_are_a_machine_s() -> None:
    forms = [click("answer", score, f"v{score}", score) for score in (0, 1, 2)]
    assert burst_start(forms, forms[-1].at) == NOW
    assert burst_start(forms[:2], forms[1].at) is None
    assert burst_start(forms, NOW + timedelta(seconds=61)) is None


def test_two_are_enough_when_the_hidden_link_was_followed() -> None:
    forms = [click("answer", 0, "a"), click("answer", 1, "b", 1)]
    assert burst_start([click("trap"), *forms], forms[-1].at) == NOW
    assert burst_start([click("trap"), forms[0]], NOW) is None


def test_one_page_load_is_a_person_who_changes_their_mind() -> None:
    forms = [click("answer", score, "same") for score in range(11)]
    assert burst_start(forms, NOW) is None


def test_one_score_sent_again_and_again_is_a_person_who_is_impatient() -> None:
    forms = [click("answer", 9, f"v{number}") for number in range(100)]
    assert burst_start(forms, NOW) is None


def test_what_a_script_saw_settles_on_the_last_score() -> None:
    seen = [click("open", 8, "a", grade=BARE), click("seen", 8, "a", 2), click("seen", 9, "b", 60)]
    assert settled_score(seen, NOW) == 9


@pytest.mark.parametrize(
    "more",
    [
        [click("trap", seconds=30)],
        [click("open", 1, "x", grade=NONE), click("open", 2, "y", grade=NONE)],
    ],
)
def test_what_a_machine_saw_settles_on_nothing(more: list[Click]) -> None:
    seen = click("seen", 9)
    assert settled_score([seen], NOW) == 9
    assert settled_score([seen, *more], NOW) is None


def test_ten_minutes_later_it_is_another_visit() -> None:
    seen = [
        click("seen", 9),
        click("trap", seconds=601),
        click("open", 1),
        click("open", 2, seconds=601),
    ]
    assert settled_score(seen, NOW) == 9


def test_an_open_alone_settles_on_nothing() -> None:
    assert settled_score([click("open", 9, grade=BARE), click("seen", 9, grade=NONE)], NOW) is None
    assert settled_score([], NOW) is None
