from typing import Any

import pytest

from service.publishing import check
from surveys.errors import InvalidInput
from tests.cast import survey

WHY = {"key": "why", "type": "text", "text": {"en": "Why?"}}
WHICH = {"key": "which", "type": "single", "text": {"en": "?"}, "options": {"a": {}, "b": {}}}
GRADE = {"key": "grade", "type": "scale", "text": {"en": "?"}}
LABELLED = WHICH | {"options": {"a": {"id": "Ya"}, "b": {"en": "No"}}}
TWO = {"en": {"question": "?"}, "id": {"question": "?"}}
HAPPY = {"scores": {"low": 9, "high": 10}}
SAD = WHICH | {"scores": {"low": 0, "high": 6}}
ORIGINS = {"https://shop.example"}


def linking(to: str) -> dict[str, Any]:
    """Texts that thank with a link."""
    return {"en": {"question": "?", "thanks": [{"text": "Hi", "link": {"to": to, "label": "L"}}]}}


def thanking(*scores: dict[str, int]) -> dict[str, Any]:
    """Texts that thank by score."""
    return {"en": {"question": "?", "thanks": [{"text": "Hi", "scores": one} for one in scores]}}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"channels": ["emial"]}, "channels"),
        ({"expires": "0s"}, "expires"),
        ({"editable": "0s"}, "editable"),
        ({"segments": ["place"]}, "segments"),
        ({"follow_up": {"when": "score <= 99"}}, "follow_up.when"),
        ({"kind": "csat", "follow_up": {"when": "score < 1"}}, "follow_up.when"),
        ({"texts": thanking({"low": 8, "high": 2})}, "texts.en.thanks[0].scores"),
        ({"texts": thanking({}, {"low": 9})}, "texts.en.thanks[1].scores"),
        ({"brand": {"name": "Acme", "reply_to": "help@"}}, "brand.reply_to"),
        ({"brand": {"name": "Acme", "mail_from": "a@b.co, c@d.co"}}, "brand.mail_from"),
        ({"texts": {"en": {"question": " \u200b "}}}, "texts.en.question"),
        ({"texts": {"en": {"question": "How was {stroe}?"}}}, "texts.en.question"),
        ({"questions": [WHY, WHY]}, "questions[1].key"),
        ({"questions": [WHY], "texts": TWO}, "questions[0].text"),
        ({"questions": [LABELLED]}, "questions[0].options.a"),
        ({"questions": [WHY | {"scores": {"low": 9, "high": 2}}]}, "questions[0].scores"),
        ({"kind": "csat", "questions": [WHY | {"scores": {"low": 6}}]}, "questions[0].scores"),
        ({"questions": [WHY, WHICH | {"when": {"why": "a"}}]}, "questions[1].when.why"),
        ({"questions": [WHICH | {"when": {"which": "a"}}]}, "questions[0].when.which"),
        ({"questions": [WHY | {"when": {"which": "a"}}, WHICH]}, "questions[0].when.which"),
        ({"questions": [WHICH, WHY | {"when": {"which": "c"}}]}, "questions[1].when.which"),
        ({"questions": [GRADE, WHY | {"when": {"grade": [5, 6]}}]}, "questions[1].when.grade"),
        ({"questions": [SAD, WHY | HAPPY | {"when": {"which": "a"}}]}, "questions[1].scores"),
        ({"texts": linking("https://shop.example@evil.example/")}, "texts.en.thanks[0].link.to"),
        ({"texts": linking("https://other.example/")}, "texts.en.thanks[0].link.to"),
    ],
)
def test_what_could_never_work_is_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check(survey(**changes), ORIGINS)
    assert [error.field for error in refusal.value.errors] == [field]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"brand": {"name": "Kopi Kita", "mail_from": '"Kopi" <hello@kopi.example>'}},
        {"brand": {"name": "Kopi Kita", "mail_from": "Kopi", "reply_to": "help@kopi.example"}},
        {"brand": {"name": "Cafe @ Home"}},
        {"texts": {"ja": {"question": "\u3044\u304b\u304c"}}},
        {"questions": [WHY | {"scores": {"low": 0, "high": 6}}]},
        {"questions": [WHICH, GRADE, WHY | {"when": {"which": "a", "grade": [1, 2]}}]},
        {"texts": linking("https://shop.example/review")},
    ],
)
def test_what_works_is_not_refused(changes: dict[str, Any]) -> None:
    check(survey(**changes), ORIGINS)
