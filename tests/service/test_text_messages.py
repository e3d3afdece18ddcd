from service import text_messages
from service.render import message
from service.text_messages import MOST_SEGMENTS, too_long
from tests.service.samples import asked, survey


def sms(text: str, **more: str) -> str:
    """The refusal of a survey with this SMS, "" when there is none."""
    made = survey(channels=["sms"], texts={"en": {"question": "How?", "sms": text, **more}})
    return "; ".join(f"{error.field} {error.message}" for error in too_long(made))


def test_it_tells_of_each_channel_and_language_what_it_costs() -> None:
    made = survey(channels=["email", "sms", "whatsapp"])
    told = [str(one) for one in text_messages.of(made)]
    assert [line.partition(":")[0] for line in told] == [
        "sms en", "sms id", "whatsapp en", "whatsapp id"
    ]  # fmt: skip
    assert told[0].endswith("characters, 1 segment")
    assert "segment" not in told[2]
    assert list(text_messages.of(survey(channels=["email"]))) == []


def test_it_names_the_character_that_makes_it_dear() -> None:
    made = survey(channels=["sms"], texts={"en": {"question": "How? 😀"}})
    [one] = text_messages.of(made)
    assert str(one).endswith("2 segments, because of 😀")


def test_it_counts_the_text_that_goes_out() -> None:
    made = survey(channels=["sms"])
    [one, _] = text_messages.of(made, "https://fb.kopikita.example")
    assert len(one.text) == len(message("sms", asked(made, replies=True)).text.strip())


def test_more_than_three_segments_are_refused_with_the_remedy() -> None:
    assert sms("a" * 153 * MOST_SEGMENTS) == (
        "texts.en.sms makes an SMS of 4 segments; 3 are allowed: write less"
    )
    assert "write less, or without 😀" in sms("😀" * 110)
    assert sms("a" * 300) == ""
    assert sms("\u201c" + "a" * 300 + "\u201d") == ""  # made plain before it is counted
    long_question = survey(channels=["sms"], texts={"ja": {"question": "\u3044" * 220}})
    assert [error.field for error in too_long(long_question)] == ["texts.ja.question"]


def test_a_long_text_for_a_channel_that_is_not_used_is_no_matter() -> None:
    made = survey(channels=["email"], texts={"en": {"question": "How?", "sms": "a" * 999}})
    assert list(too_long(made)) == []
