import pytest

from service.answer_words import invitation, labels
from service.words import languages
from surveys.kinds import kinds
from surveys.reply import read
from tests.service.samples import asked, survey


@pytest.mark.parametrize(
    ("kind", "english", "indonesian"),
    [
        ("nps", "Reply 0 to 10", "Balas 0-10"),
        ("stars", "Reply 1 to 5", "Balas 1-5"),
        ("thumbs", "Reply 0 to 1 (1 = Good)", "Balas 0-1 (1 = Baik)"),
        ("csat", "Reply 1 to 5 (5 = Very happy)", "Balas 1-5 (5 = Sangat puas)"),
    ],
)
def test_it_invites_to_write_back_what_is_understood(
    kind: str, english: str, indonesian: str
) -> None:
    assert invitation(asked(survey(kind))) == english
    assert invitation(asked(survey(kind), "id")) == indonesian


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", kinds())
def test_every_option_of_every_look_is_understood(kind: str, language: str) -> None:
    scale = kinds()[kind]
    for texts in (
        {language: {"question": "?"}},
        {"en": {"question": "?"}, language: {"question": "?"}},
    ):
        names = labels(survey(kind, texts=texts), "en" if "en" in texts else language)
        for option in asked(survey(kind, texts=texts), language).look.options:
            for written in {option.word, option.text, option.label, str(option.score)} - {""}:
                assert read(written, scale.LOW, scale.HIGH, names).score == option.score, written


def test_a_name_of_two_scores_is_the_name_of_none() -> None:
    texts = {"en": {"question": "?", "low": "Good", "high": "good"}}
    assert "Good" not in labels(survey("thumbs", texts=texts), "en")


def test_the_language_of_the_question_wins_over_the_others() -> None:
    texts = {
        "en": {"question": "?", "low": "Bad", "high": "Gut"},
        "de": {"question": "?", "low": "Gut", "high": "Sehr gut"},
    }
    assert labels(survey("thumbs", texts=texts), "en")["Gut"] == 1
    assert labels(survey("thumbs", texts=texts), "de")["Gut"] == 0
