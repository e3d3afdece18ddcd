import re
from collections.abc import Sequence
from itertools import pairwise, product
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import surveys
from service.languages import direction
from service.pages import Answering, Closed, answer_page, closed_page, unsubscribe_page
from service.templating import STATIC, TEMPLATES
from service.words import languages
from surveys.definition import Definition
from surveys.follow_up import FollowUp
from surveys.kinds import kinds
from surveys.survey_file import read
from tests.service.markup import Markup
from tests.service.samples import UNSUBSCRIBE_URL, asked, english, survey

LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))
EVERY_KIND = pytest.mark.parametrize("kind", kinds())
EVERY_LANGUAGE = pytest.mark.parametrize("language", ["en", "id"])
QUESTIONS: list[dict[str, Any]] = [
    {"key": "why", "type": "text", "text": {"en": "Why?"}, "scores": {"low": 0, "high": 6}},
    {
        "key": "one",
        "type": "single",
        "text": {"en": "Which?", "id": "Yang mana?"},
        "options": {"a": {"en": "First", "id": "Pertama"}, "b": {"en": "Second"}},
    },
    {
        "key": "many",
        "type": "multiple",
        "text": {"en": "Which ones?"},
        "scores": {"low": 9, "high": 10},
        "options": {"a": {"en": "This"}, "b": {"en": "That"}},
    },
    {"key": "grade", "type": "scale", "text": {"en": "How clean was {store}?"}},
]
WHEN = {
    "key": "then",
    "type": "text",
    "text": {"en": "And then?"},
    "when": {"one": "b", "grade": [4, 5]},
}
LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))


def page(
    definition: Definition | None = None, language: str = "en", score: int | None = 9, **more: Any
) -> Markup:
    state = more.pop("state", "ask" if score is None else "chosen")
    answering = Answering(action="/r/abc", nonce="n0nce", state=state, score=score, **more)
    return Markup(answer_page(asked(definition, language), answering))


def shown(markup: Markup) -> Sequence[str]:
    """Fields of the follow-up questions that can be seen and sent, by their legend's id."""
    parts = [part for tag, part in markup.elements if tag in ("fieldset", "legend")]
    return [
        inner["id"]
        for outer, inner in pairwise(parts)
        if "data-low" in outer and "hidden" not in outer
    ]


@EVERY_KIND
@EVERY_LANGUAGE
def test_it_offers_every_score_of_every_kind_as_a_labelled_button(kind: str, language: str) -> None:
    scale = kinds()[kind]
    options = page(survey(kind), language, score=scale.HIGH).all("input", name="score")

    assert [int(option["value"]) for option in options] == [*range(scale.LOW, scale.HIGH + 1)]
    assert all(option["aria-label"] and "required" in option for option in options)
    assert [option["value"] for option in options if "checked" in option] == [str(scale.HIGH)]


@EVERY_KIND
@EVERY_LANGUAGE
@pytest.mark.parametrize("state", ["ask", "chosen", "thanks"])
def test_it_weighs_less_than_15_kb_with_script_and_style(
    kind: str, language: str, state: str
) -> None:
    score = None if state == "ask" else 1
    definition = survey(kind, questions=QUESTIONS)
    answering = Answering(action="/r/abc", nonce="n" * 80, state=state, score=score)  # type: ignore[arg-type]
    html = answer_page(asked(definition, language), answering)

    assert len(html.encode()) < 15_000
    assert "/static/" not in html


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_no_ready_survey_weighs_more_in_any_language(path: Path, language: str) -> None:
    definition = read(path)
    score = kinds()[definition.kind].LOW
    switch = {tag: f"/r/{'x' * 22}/{score}?lang={tag}" for tag in definition.texts}
    for state in ("ask", "chosen", "thanks"):
        answering = Answering("/r/abc", "n" * 80, state, score, languages=switch)  # type: ignore[arg-type]
        assert len(answer_page(asked(definition, language), answering).encode()) < 15_000


def test_it_says_that_the_choice_is_not_sent_yet() -> None:
    markup = page(score=9)

    assert "You chose 9. Press Send to confirm." in markup.text
    assert markup.all("form", method="post", action="/r/abc")
    assert markup.all("input", name="nonce", value="n0nce")
    assert markup.all("button")


def test_it_gives_the_script_what_it_needs_only_while_nothing_was_answered() -> None:
    form = page(score=9).all("form")[0]
    later = page(score=9, state="thanks").all("form")[0]

    assert form["data-seen"] == "/r/abc/seen"
    assert form["data-score"] == "9"
    assert form["data-recorded"].startswith("Thank you — your answer 9 is recorded.")
    assert form["data-choose"] == "You chose {answer}. Press Send to confirm."
    assert "data-seen" not in later
    assert "data-seen" not in page(score=None).all("form")[0]


def test_it_keeps_the_language_in_the_forms_address_and_out_of_the_scripts() -> None:
    html = answer_page(
        asked(), Answering(action="/r/abc?lang=en", nonce="n", state="chosen", score=9)
    )
    (form,) = Markup(html).all("form")

    assert form["action"] == "/r/abc?lang=en"
    assert form["data-seen"] == "/r/abc/seen"


@pytest.mark.parametrize("score", [None, -1, 11, 99])
def test_it_asks_for_a_score_that_is_on_the_scale(score: int | None) -> None:
    markup = page(score=score)

    assert not [option for option in markup.all("input", name="score") if "checked" in option]
    assert "You chose" not in markup.text


def test_it_thanks_and_lets_people_change_their_mind() -> None:
    markup = page(
        english(thanks="We read it.\n\nAll of it."),
        score=3,
        state="thanks",
        comment="Too <cold>",
    )

    assert markup.text.index("Thank you!") < markup.text.index("We read it. All of it.")
    assert "Your answer: 3." in markup.text
    assert "Too <cold>" in markup.text
    assert markup.all("input", name="score", value="3", checked="")


@pytest.mark.parametrize(
    ("score", "fields"),
    [
        (3, ["q_why", "q_one", "q_grade"]),
        (8, ["q_one", "q_grade"]),
        (10, ["q_one", "q_many", "q_grade"]),
        (None, ["q_one", "q_grade"]),
    ],
)
def test_it_shows_the_questions_for_the_score(score: int | None, fields: list[str]) -> None:
    assert shown(page(survey(questions=QUESTIONS), score=score)) == fields


def test_it_shows_questions_by_earlier_answers_and_tells_the_script_how() -> None:
    chain = [*QUESTIONS, WHEN]
    definition = survey(questions=chain)

    both = {"one": "b", "grade": "5"}

    assert shown(page(definition, score=8, answers=both))[-1] == "q_then"
    for answers in ({}, {"one": "b"}, both | {"one": "a"}):
        assert shown(page(definition, score=8, answers=answers))[-1] == "q_grade"
    assert shown(page(definition, score=None, answers=both))[-1] == "q_then"
    [part] = page(definition).all("fieldset", **{"data-when": "one b,grade 4 5"})
    assert part["data-low"] == "0"


def test_it_thanks_by_score_and_links_where_that_is_allowed() -> None:
    link = {"to": "https://reviews.example/us", "label": "Tell {brand} fans"}
    happy = {"scores": {"low": 9, "high": 10}, "text": "Great!", "link": link}
    texts = {"question": "How was it?", "thanks": [happy, {"text": "We will do better."}]}
    definition = survey(texts={"en": texts})

    def thanks(score: int, *origins: str) -> Markup:
        one = asked(definition, link_origins=frozenset(origins))
        answering = Answering(action="/r/abc", nonce="n", state="thanks", score=score)
        return Markup(answer_page(one, answering))

    assert "Great!" in thanks(9).text
    assert "We will do better." in thanks(8).text
    [onward] = thanks(10, "https://reviews.example").all("a")
    assert (onward["href"], onward["rel"]) == (link["to"], "noreferrer noopener")
    assert "Tell Kopi Kita fans" in thanks(10, "https://reviews.example").text
    for nowhere in (
        thanks(10),
        thanks(10, "https://reviews"),
        thanks(3, "https://reviews.example"),
    ):
        assert nowhere.all("a") == []


@pytest.mark.parametrize(
    ("contact", "boxes", "promise"), [(False, 1, False), (True, 0, True), (None, 0, False)]
)
def test_it_asks_whether_to_contact_once_and_only_somebody(
    contact: bool | None, boxes: int, promise: bool
) -> None:
    wanted = survey(follow_up={"ask_contact": True})

    assert len(page(wanted, contact=contact).all("input", name="contact")) == boxes
    assert ("You asked us to contact you." in page(wanted, contact=contact).text) is promise
    assert page(survey(), contact=contact).all("input", name="contact") == []


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_a_ready_survey_with_everything_weighs_less_than_15_kb(path: Path) -> None:
    definition = read(path).model_copy(update={"follow_up": FollowUp(ask_contact=True)})
    for language, state in product(definition.texts, ("ask", "chosen", "thanks")):
        languages = {tag: f"/r/{'x' * 22}/1?lang={tag}" for tag in definition.texts}
        answering = Answering(
            action=f"/r/{'x' * 22}",
            nonce="n" * 80,
            state=state,  # type: ignore[arg-type]  # one of the three
            score=1,
            languages=languages,
        )
        assert len(answer_page(asked(definition, language), answering).encode()) < 15_000


def test_it_keeps_hidden_questions_out_of_the_form_but_within_reach_of_the_script() -> None:
    hidden = page(survey(questions=QUESTIONS), score=8).all("fieldset", hidden="")

    assert [(part["data-low"], part["data-high"]) for part in hidden] == [("0", "6"), ("9", "10")]
    assert all("disabled" in part for part in hidden)


def test_it_fills_in_what_was_answered_before() -> None:
    answers = {"why": "So & so", "one": "b", "many": ["a", "b"], "grade": "4"}
    markup = page(survey(questions=QUESTIONS), score=3, answers=answers)
    given = [(one["name"], one["value"]) for one in markup.all("input") if "checked" in one]

    assert given == [
        ("score", "3"), ("q_one", "b"), ("q_many", "a"), ("q_many", "b"), ("q_grade", "4"),
    ]  # fmt: skip
    assert "So & so" in markup.text


def test_it_asks_follow_up_questions_in_the_persons_language_or_in_the_surveys_first() -> None:
    text = page(survey(questions=QUESTIONS), "id").text

    assert "Yang mana? Pertama Second" in text
    assert "Why?" in text


def test_it_shows_the_key_of_an_option_that_has_no_label() -> None:
    question = QUESTIONS[1] | {"options": {"first_one": {}}}

    assert "first_one" in page(survey(questions=[question])).text


def test_it_fills_a_segment_into_a_question_and_leaves_out_a_missing_one() -> None:
    assert "How clean was?" in page(survey(questions=QUESTIONS)).text


def test_it_never_shows_the_contacts_name_or_the_unsubscribe_link() -> None:
    answering = Answering(action="/r/abc", nonce="n", state="thanks", score=9)
    texts = {"question": "{name}, how was it?", "thanks": "Bye, {first_name}!"}
    html = answer_page(asked(english(**texts)), answering)

    assert "Siti" not in html
    assert UNSUBSCRIBE_URL not in html
    assert "How was it?" in Markup(html).text
    assert "Bye!" in Markup(html).text


def test_it_offers_the_other_languages() -> None:
    addresses = {"en": "/r/abc/9?language=en", "id": "/r/abc/9?language=id"}
    for state in ("ask", "chosen", "thanks"):
        buttons = page(languages=addresses, state=state).all("button", name="switch")
        assert [(one["formaction"], one["lang"], one["value"]) for one in buttons] == [
            ("/r/abc/9?language=en", "en", state),
            ("/r/abc/9?language=id", "id", state),
        ]
        assert all("formnovalidate" in one for one in buttons)
        assert "aria-current" in buttons[0]
    assert page(languages={"en": "/r/abc"}).all("nav") == []


def test_it_sets_a_trap_that_people_leave_empty() -> None:
    for markup in (page(), Markup(unsubscribe_page("en", done=False, action="/u/abc"))):
        (trap,) = markup.all("input", name="unused")
        assert trap["tabindex"] == "-1"
        assert trap["autocomplete"] == "off"
        assert "value" not in trap
        assert {"data-1p-ignore", "data-bwignore", "data-lpignore"} <= set(trap)  # no autofill
    again = Markup(unsubscribe_page("en", done=False, action="/u/abc", again=True))
    for markup in (page(again=True), again):
        assert markup.all("input", name="unused") == []


def every_page() -> list[str]:
    answer = [
        answer_page(
            asked(survey(kind, questions=QUESTIONS), language),
            Answering(action="/r/abc", nonce="n", state="chosen", score=1),
        )
        for kind in kinds()
        for language in ("en", "id")
    ]
    closed = [closed_page("id", kind, "Kopi Kita", "#7a4a2b") for kind in get_args(Closed)]
    left = [unsubscribe_page("en", done=done, action="/u/abc") for done in (True, False)]
    return answer + closed + left


def test_it_keeps_to_its_own_content_security_policy() -> None:
    for html in every_page():
        markup = Markup(html)
        assert markup.all("style") == [{}]
        assert markup.all("script") in ([], [{}])
        assert markup.all("link") == []
        assert "://" not in html
        for _, attributes in markup.elements:
            assert not {name for name in attributes if name == "style" or name.startswith("on")}


def test_it_tells_robots_and_referrers_nothing() -> None:
    for html in every_page():
        markup = Markup(html)
        assert markup.all("meta", name="robots", content="noindex, nofollow, noarchive")
        assert markup.all("meta", name="referrer", content="no-referrer")


def test_it_styles_every_class_that_a_page_uses() -> None:
    css = (STATIC / "answer.css").read_text()
    for template in (TEMPLATES / "pages").glob("*.html"):
        for names in re.findall(r'class="([^"{]+)"', template.read_text()):
            assert all(f".{name}" in css for name in names.split()), (template.name, names)


def test_it_says_in_each_case_why_there_is_nothing_to_answer() -> None:
    texts = [Markup(closed_page("en", kind, "Kopi Kita")).text for kind in get_args(Closed)]

    assert len(set(texts)) == len(texts)
    assert "Survei ini sudah ditutup" in closed_page("id", "closed")


@pytest.mark.parametrize("kind", get_args(Closed))
def test_what_is_no_question_can_be_read_in_every_language_too(kind: Closed) -> None:
    links = Markup(closed_page("id", kind)).all("a")

    assert [link["href"] for link in links] == [f"?lang={tag}" for tag in languages()]
    assert [link["lang"] for link in links if "aria-current" in link] == ["id"]
    assert Markup(closed_page("id", kind, offered=("id",))).all("nav") == []


def test_it_does_not_tell_whether_there_ever_was_such_a_link() -> None:
    assert closed_page("en", "unknown", "Kopi Kita", "#7a4a2b") == closed_page("en", "unknown")


def test_it_unsubscribes_by_a_button_only() -> None:
    asking = Markup(unsubscribe_page("en", done=False, action="/u/abc", brand="Kopi Kita"))
    done = Markup(unsubscribe_page("en", done=True, action="/u/abc", brand="Kopi Kita"))

    assert asking.all("form", method="post", action="/u/abc")
    assert {link["href"] for link in asking.all("a")} == {f"?lang={tag}" for tag in languages()}
    assert done.all("form") == []
    assert "You will get no more survey messages from Kopi Kita." in done.text


def test_it_speaks_english_and_says_so_where_the_interface_has_no_catalogue() -> None:
    closed = Markup(closed_page("fa", "expired"))
    persian = page(survey(texts={"fa": {"question": "چطور بود؟"}}), "fa")

    assert closed.elements[0] == ("html", {"lang": "en", "dir": "ltr"})
    assert persian.elements[0] == ("html", {"lang": "fa", "dir": "rtl"})
    assert persian.all("button", lang="en", dir="ltr")


@pytest.mark.parametrize("language", languages())
def test_it_speaks_one_language_throughout(language: str) -> None:
    definition = survey(texts={one: {"question": "?"} for one in languages()})
    for state in ("ask", "chosen", "thanks"):
        shown = page(definition, language, state=state)
        marked = {attributes["lang"] for _, attributes in shown.elements if "lang" in attributes}
        assert shown.elements[0] == ("html", {"lang": language, "dir": direction(language)})
        assert marked == {language}
        assert bool(re.search(r"\b(Send|You chose|Thank you)\b", shown.text)) is (language == "en")


@settings(deadline=None)  # the first one compiles the templates
@given(typed=st.text(st.characters(exclude_categories=["Cs"])))
@example(typed='</textarea><script>alert("x")</script>')
@example(typed="\n\n' \" & \u202e😀")
def test_it_escapes_whatever_people_typed(typed: str) -> None:
    questions = survey(questions=QUESTIONS)
    answers = {"why": typed, "one": typed, "many": [typed]}
    markup = page(questions, score=3, comment=typed, answers=answers)

    assert markup.tags == page(questions, score=3).tags
