from datetime import timedelta

import pytest

from surveys.evidence import BARE, NONE, SCRIPTED, Click
from surveys.evidence.settling import MOST_CLICKS, History, Settled, settle
from tests.cast import NOW


def click(action: str, score: int | None, visit: str = "v", seconds: float = 0, *why: str) -> Click:
    grade = {"open": BARE, "seen": SCRIPTED}.get(action, NONE)
    return Click(action, score, grade, visit, NOW + timedelta(seconds=seconds), why)


def untouched(score: int, visit: str = "v", seconds: float = 0) -> Click:
    return click("seen", score, visit, seconds, "no_touch")


def of(*clicks: Click, standing: Settled | None = None) -> tuple[int, str] | None:
    found, _ = settle(History.of(clicks), clicks, standing)
    return (found.score, found.evidence) if found else None


HOUR = 3600


@pytest.mark.parametrize(
    ("clicks", "expected"),
    [
        ([], None),
        ([click("open", 9)], (9, "inferred")),
        ([click("open", None)], None),
        ([untouched(9)], (9, "scripted")),
        ([click("open", 9), untouched(9, "v", 2)], (9, "scripted")),
        ([click("open", 9), click("open", 9, "w", 1)], (9, "inferred")),
        # the hidden link, or a driven browser, ten minutes around
        ([click("open", 9), click("trap", None, "t", 600)], None),
        ([click("open", 9), click("trap", None, "t", 601)], (9, "inferred")),
        ([click("trap", None, "t", -600), click("seen", 9)], None),
        ([click("trap", None, "t", -601), click("seen", 9)], (9, "scripted")),
        ([click("open", 9), click("seen", 9, "w", 9, "webdriver")], None),
        # several scores
        ([click("open", 9), click("open", 8, "w", 600)], None),
        ([untouched(9), untouched(8, "w", 60)], None),
        ([click("seen", 9), click("seen", 8, "w", 5)], (8, "scripted")),
        ([click("seen", 9), click("seen", 8, "w", 4.9)], None),
        ([click("seen", 9), untouched(8, "w", 60)], None),
        ([click("seen", 9), click("seen", 8, "w", 60), click("seen", 7, "x", 120)], None),
        # once it was scanned, only a hand will do
        ([click("trap", None, "t", -HOUR), click("open", 9)], None),
        ([click("trap", None, "t", -HOUR), untouched(9)], None),
        ([click("trap", None, "t", -HOUR), click("open", 9), click("seen", 9)], (9, "scripted")),
        ([*(click("open", n, f"{n}", n - HOUR) for n in range(11)), untouched(9)], None),
        ([*(click("open", n, f"{n}", n - HOUR) for n in range(11)), click("seen", 9)],
         (9, "scripted")),
        # a scan that comes later takes nothing back
        ([click("open", 9), click("trap", None, "t", HOUR)], (9, "inferred")),
        # another day
        ([click("open", 9), click("open", 8, "w", HOUR)], (9, "inferred")),
        ([click("open", 9), untouched(8, "w", HOUR)], (9, "inferred")),
        ([click("open", 9), click("seen", 8, "w", HOUR)], (8, "scripted")),
        ([click("open", 9), untouched(9, "w", HOUR)], (9, "scripted")),
    ],
)  # fmt: skip
def test_clicks_amount_to_one_answer_or_none(
    clicks: list[Click], expected: tuple[int, str] | None
) -> None:
    assert of(*clicks) == expected
    assert of(*reversed(clicks)) == expected


def test_clicks_that_are_none_are_graded_down_and_say_why() -> None:
    scan = [click("open", score, f"v{score}", score) for score in range(3)]
    later = untouched(9, "w", HOUR)
    _, lowered = settle(History.of([*scan, later]), [*scan, later], None)
    assert [(one.grade, one.reasons) for one in lowered] == [
        *[(NONE, ("scanned",))] * 3,
        (NONE, ("no_touch", "scanned_before")),
    ]


def test_what_stands_is_changed_by_a_hand_alone() -> None:
    stands = Settled(3, "inferred", NOW - timedelta(days=1))
    assert of(click("open", 9), standing=stands) == (3, "inferred")
    assert of(click("open", 3), standing=stands) == (3, "inferred")
    assert of(untouched(3), standing=stands) == (3, "scripted")
    assert of(click("seen", 9), standing=stands) == (9, "scripted")


def test_nobody_opens_a_link_a_hundred_times() -> None:
    clicks = [click("seen", 9, f"{n}", n) for n in range(MOST_CLICKS + 1)]
    assert of(*clicks[1:]) == (9, "scripted")
    assert of(*clicks[:-1], click("seen", 3, "w", HOUR)) == (9, "scripted")  # too late
