import pytest
from pydantic import ValidationError

from tests.cast import survey

TEXTS = {tag: {"question": "?"} for tag in ("en", "id", "pt-BR", "zh-Hant", "pt")}


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("id", "id"),
        ("id_ID", "id"),
        ("pt-BR", "pt-BR"),
        ("pt_br", "pt-BR"),
        ("pt-PT", "pt"),
        ("zh-Hant-TW", "zh-Hant"),
        ("zh-CN", "zh-Hant"),
        ("in_ID", "id"),
        ("de", "en"),
        ("", "en"),
        (None, "en"),
        ("-", "en"),
        ("id-" * 20, "id"),
    ],
)
def test_a_customer_reads_the_nearest_language_or_else_the_first(
    locale: str | None, language: str
) -> None:
    assert survey(texts=TEXTS).language_for(locale) == language


def test_a_definition_cannot_be_changed() -> None:
    definition = survey()
    with pytest.raises(ValidationError):
        definition.name = "Another"  # type: ignore[misc]


def test_a_question_is_shown_for_its_scores() -> None:
    asked = {"key": "why", "type": "text", "text": {"en": "Why?"}, "scores": {"low": 0, "high": 6}}
    [question] = survey(questions=[asked]).questions
    assert [question.shown_for(score) for score in (0, 6, 7)] == [True, True, False]
