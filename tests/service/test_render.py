import re
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from jinja2 import Environment

import surveys
from service import gsm, templating
from service.render import message, prepare
from surveys.kinds import kinds
from surveys.survey_file import read
from tests.service.markup import Markup
from tests.service.samples import (
    ANSWER_URL,
    SHORT_URL,
    UNSUBSCRIBE_URL,
    asked,
    english,
    survey,
)

TEMPLATES = (templating._environment, templating.find)
LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))
ANY_TEXT = st.text(st.characters())
NASTY = "<b>\"Siti\" & 'Co'</b>\r\nBcc: x@y.example\u202e\u2028\ud800\x00"
EVERY_KIND = pytest.mark.parametrize("kind", kinds())
EVERY_LANGUAGE = pytest.mark.parametrize("language", ["en", "id"])


def email(*arguments: object, **more: object) -> Markup:
    html = message("email", asked(*arguments, **more)).html  # type: ignore[arg-type]
    assert html is not None
    return Markup(html)


def test_the_first_message_waits_for_no_template(monkeypatch: pytest.MonkeyPatch) -> None:
    for cached in TEMPLATES:
        cached.cache_clear()
    prepare(["email", "sms"])
    monkeypatch.delattr(Environment, "compile")
    for channel in ("email", "sms"):
        assert message(channel, asked()).text


@EVERY_KIND
@EVERY_LANGUAGE
def test_it_links_every_score_once_in_either_part_of_a_mail(kind: str, language: str) -> None:
    rendered = message("email", asked(survey(kind), language))
    scale = kinds()[kind]
    wanted = [f"{ANSWER_URL}/{score}" for score in range(scale.LOW, scale.HIGH + 1)]

    in_text = re.findall(rf"{re.escape(ANSWER_URL)}/\w+", rendered.text)
    links = [link["href"] for link in Markup(rendered.html or "").all("a")]

    assert in_text == wanted
    assert [link for link in links if link in wanted] == wanted


@EVERY_KIND
def test_it_sets_a_trap_first_and_last_that_no_person_meets(kind: str) -> None:
    links = email(survey(kind)).all("a")

    assert links[0]["href"] == links[-1]["href"] == f"{ANSWER_URL}/x"
    for trap in (links[0], links[-1]):
        assert trap["style"] == "display:none"
        assert trap["aria-hidden"] == "true"
        assert trap["tabindex"] == "-1"
    assert f"{ANSWER_URL}/x" not in message("email", asked(survey(kind))).text


@EVERY_KIND
@EVERY_LANGUAGE
def test_it_makes_a_mail_that_is_small_and_says_its_language(kind: str, language: str) -> None:
    html = message("email", asked(survey(kind), language)).html or ""
    page = Markup(html)

    assert len(html.encode()) < 20_000
    assert page.elements[0] == ("html", {"lang": language, "dir": "ltr"})
    assert page.all("meta", name="color-scheme", content="light dark")
    assert {table["role"] for table in page.all("table")} == {"presentation"}
    assert all(link.get("aria-label") for link in page.all("a") if link["href"][-1].isdigit())


@EVERY_LANGUAGE
@pytest.mark.parametrize("channel", ["email", "text", "carrier-pigeon"])
def test_it_always_tells_how_to_unsubscribe(channel: str, language: str) -> None:
    assert UNSUBSCRIBE_URL in message(channel, asked(language=language)).text


@pytest.mark.parametrize("channel", ["sms", "whatsapp"])
@pytest.mark.parametrize("own", ["Tell us", "*Kopi Kita* asks you"])
def test_it_puts_the_link_and_the_way_out_below_a_surveys_own_words(channel: str, own: str) -> None:
    text = message(channel, asked(english(**{channel: own}))).text

    assert own in text
    assert text.count("Kopi Kita") == 1
    assert text.index(SHORT_URL) < text.index("Reply STOP to opt out")


def test_it_writes_one_line_for_sms_even_if_the_survey_says_nothing_for_it() -> None:
    assert message("sms", asked()).text == (
        f"Kopi Kita: How was it? {SHORT_URL} Reply STOP to opt out\n"
    )


def test_it_invites_to_reply_where_replies_can_be_received() -> None:
    text = message("sms", asked(replies=True)).text
    assert text == (
        f"Kopi Kita: How was it? Reply 0 to 10 or tap: {SHORT_URL} Reply STOP to opt out\n"
    )
    assert "Reply 0 to 10 or tap:\n" in message("whatsapp", asked(replies=True)).text
    assert "Reply 0" not in message("email", asked(replies=True)).text


def test_it_makes_typographic_marks_plain_in_sms_to_save_segments() -> None:
    text = message("sms", asked(english(sms="It\u2019s \u201cyou\u201d \u2013 so\u2026"))).text

    assert 'It\'s "you" - so...' in text
    assert gsm.segments(text.strip()) == 1


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
@EVERY_LANGUAGE
@pytest.mark.parametrize("replies", [True, False])
def test_it_writes_each_ready_survey_in_one_segment_of_sms(
    path: Path, language: str, replies: bool
) -> None:
    text = message("sms", asked(read(path), language, replies=replies)).text.strip()

    assert text.startswith("Kopi Kita: ")
    assert gsm.segments(text) == 1


def test_it_has_html_only_where_there_is_a_template_for_it() -> None:
    assert message("email", asked()).html
    assert message("sms", asked()).html is None
    assert message("carrier-pigeon", asked()).html is None


def test_it_gives_a_channel_without_a_template_the_plain_text() -> None:
    text = message("carrier-pigeon", asked()).text

    assert text.startswith("Kopi Kita\n\nHi Siti,\n\nthank you.")
    assert f"How was it?\n{ANSWER_URL}\n" in text


def test_it_asks_the_question_in_the_subject_if_there_is_none() -> None:
    assert message("email", asked()).subject == "How was it?"
    assert message("email", asked(english(subject="Hi {name}!"))).subject == "Hi Siti Rahma!"


@pytest.mark.parametrize("name", [None, "", "  ", "\u202e", "evil.com", "x https://a.example/b"])
def test_it_greets_well_without_a_name(name: str | None) -> None:
    assert message("text", asked(name=name)).text.startswith("Kopi Kita\n\nHi,\n\nthank you.")


@pytest.mark.parametrize("name", ["Budi Santoso, S.Kom", "Kumar A/L Raju", "محمد", "O'Neil"])
def test_it_knows_a_name_when_it_sees_one(name: str) -> None:
    assert message("email", asked(english(subject="{name}"), name=name)).subject == name


def test_it_reads_well_without_a_brand() -> None:
    rendered = message("email", asked(survey(brand=None)))

    assert "in touch with us." in rendered.text
    assert message("sms", asked(survey(brand=None))).text.startswith("How was it? https://")


def test_it_names_a_last_day_that_is_whole_in_every_time_zone() -> None:
    assert "You can answer until December 19, 2026." in message("email", asked()).text
    assert "sampai 19 Desember 2026." in message("email", asked(language="id")).text


def test_it_names_no_day_if_the_survey_is_over_in_hours() -> None:
    assert "until" not in message("email", asked(survey(expires="6h"))).text


def test_it_turns_a_mail_around_for_languages_written_from_right_to_left() -> None:
    arabic = survey(texts={"ar": {"question": "كيف كان الأمر؟"}})
    page = email(arabic, "ar")

    assert page.elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert page.all("td", align="right")


def test_it_says_what_a_catalogue_lacks_in_english_and_marks_it_so() -> None:
    page = email(survey(texts={"fa": {"question": "چطور بود؟"}}), "fa")

    assert "چطور بود؟" in page.text
    assert "Unsubscribe" in page.text
    assert page.all("p", lang="en", dir="ltr")


@settings(deadline=None)  # the first one compiles the templates
@given(name=ANY_TEXT, store=ANY_TEXT)
@example(name=NASTY, store=NASTY)
def test_it_lets_no_name_and_no_segment_out_of_its_place(name: str, store: str) -> None:
    texts = {"subject": "{name} {store}", "intro": "{name} of {store}\n\n{first_name}, hi."}
    rendered = message("email", asked(english(**texts), name=name, segments={"store": store}))
    plain = email(english(**texts), name="Siti", segments={"store": "Blok M"})

    assert [tag for tag in Markup(rendered.html or "").tags if tag != "p"] == [
        tag for tag in plain.tags if tag != "p"
    ]
    EmailMessage()["Subject"] = rendered.subject  # raises on a line break
    assert len(rendered.subject.splitlines()) <= 1
    rendered.text.encode()


@settings(deadline=None)  # the first one compiles the templates
@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\x00{}")))
@example(text="<script>alert(1)</script>")
@example(text="\"' onmouseover='x' & \u2028 😀 \u202eevil")
def test_it_escapes_every_text_of_a_survey(text: str) -> None:
    line = f"a{text[:200]}z"
    texts = dict.fromkeys(("question", "subject", "intro", "low", "high"), line)
    page = email(english(**texts))
    plain = email(english(**dict.fromkeys(texts, "words")))

    assert page.tags == plain.tags
