from typing import Any

import pytest

from surveys.questions import SCALE, Question, applying

OPTIONS = {"a": {"en": "A"}, "b": {"en": "B"}, "c": {"en": "C"}}


def question(key: str, kind: str = "single", **more: Any) -> Question:
    options = OPTIONS if kind in ("single", "multiple") else {}
    found = {"key": key, "type": kind, "text": {"en": "?"}, "options": options, **more}
    return Question.model_validate(found)


CHAIN = [
    question("always", "scale"),
    question("first", scores={"low": 0, "high": 6}),
    question("second", "multiple", when={"first": ["a", "b"]}),
    question("third", "text", when={"second": "c", "first": "a"}),
]


@pytest.mark.parametrize(
    ("score", "answers", "keys"),
    [
        (3, {}, ["always", "first"]),
        (3, {"first": "a"}, ["always", "first", "second"]),
        (3, {"first": "c"}, ["always", "first"]),
        (3, {"first": "a", "second": ["b", "c"]}, ["always", "first", "second", "third"]),
        (3, {"first": "b", "second": ["c"]}, ["always", "first", "second"]),
        (3, {"second": ["c"]}, ["always", "first"]),
        (9, {"first": "a", "second": ["c"]}, ["always"]),  # an answer that does not apply
    ],
)
def test_a_question_comes_up_by_score_and_by_earlier_answers(
    score: int, answers: dict[str, Any], keys: list[str]
) -> None:
    assert [one.key for one in applying(CHAIN, score, answers)] == keys


@pytest.mark.parametrize(
    ("written", "meant"),
    [("a", ("a",)), (["a", "b"], ("a", "b")), (4, ("4",)), ([4, 5], ("4", "5"))],
)
def test_one_option_or_many_bring_it_up(written: Any, meant: tuple[str, ...]) -> None:
    assert question("x", when={"first": written}).when == {"first": meant}


@pytest.mark.parametrize("written", [[], [True], None, {"a": 1}, [["a"]]])
def test_what_is_no_option_is_refused(written: Any) -> None:
    with pytest.raises(ValueError, match="when"):
        question("x", when={"first": written})


def test_it_knows_what_can_be_chosen() -> None:
    assert question("x").choices == ("a", "b", "c")
    assert question("x", "scale").choices == SCALE
    assert question("x", "text").choices == ()
