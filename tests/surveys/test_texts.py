from typing import Any

import pytest

from surveys.errors import InvalidInput
from surveys.placeholders import unknown_placeholders
from surveys.texts import Texts
from tests.cast import survey

BY_SCORE = [
    {
        "scores": {"low": 9, "high": 10},
        "text": "Great!",
        "link": {"to": "x", "label": "Tell {team}"},
    },
    {"scores": {"low": 0, "high": 6}, "text": "Sorry, {name}."},
]


def texts(thanks: Any) -> Texts:
    return Texts(question="How was {store}?", thanks=thanks)


def test_thanks_are_one_text_for_all_or_one_by_score() -> None:
    one, many = texts("Thanks."), texts(BY_SCORE)

    assert [found.text for score in (0, 10) if (found := one.thanks_for(score))] == ["Thanks."] * 2
    said = [many.thanks_for(score) for score in (10, 9, 8, 6)]
    assert [found and found.text for found in said] == ["Great!", "Great!", None, "Sorry, {name}."]
    assert texts(None).thanks_for(5) is None


def test_placeholders_are_found_in_all_of_them() -> None:
    assert texts(BY_SCORE).places == ("name", "store", "team")
    wrong = [{"text": "Hi {nmae}", "link": {"to": "x", "label": "{stroe}"}}]
    found = unknown_placeholders(survey(texts={"en": {"question": "?", "thanks": wrong}}))
    assert [one.field for one in found] == [
        "texts.en.thanks[0].text",
        "texts.en.thanks[0].link.label",
    ]


@pytest.mark.parametrize(
    ("thanks", "field"),
    [
        ("", "texts.en.thanks"),
        ([], "texts.en.thanks"),
        (3, "texts.en.thanks"),
        ([{"txt": "Hi"}], "texts.en.thanks[0].text"),
        ([{"text": "Hi", "link": {"to": "x"}}], "texts.en.thanks[0].link.label"),
    ],
)
def test_a_mistake_is_named_by_its_field(thanks: Any, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        survey(texts={"en": {"question": "?", "thanks": thanks}})
    assert refusal.value.errors[0].field == field
