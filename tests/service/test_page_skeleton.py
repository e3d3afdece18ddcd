"""What is filled in must be what would have been rendered."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from service.page_skeleton import written
from service.pages import Answering, answer_page
from surveys.definition import Definition
from surveys.kinds import kinds
from tests.service.samples import asked, english, survey
from tests.service.test_pages import QUESTIONS
from tests.service.test_skeleton import ANY_TEXT, NASTY, TEXTS

ONWARD = {"to": "https://shop.example/r?a=1&b=2", "label": "{store}: {agent} {name}"}
BY_SCORE = [
    {"scores": {"low": 5}, "text": "Thanks to {store}!\n\n{agent}", "link": ONWARD},
    {"text": "{agent} reads it, {name}."},
]
THANKS = {"thanks": BY_SCORE, "comment": "{agent}: why?"}
WORDS: dict[str, dict[str, Any]] = {
    language: {name: text for name, text in texts.items() if name != "whatsapp_template"} | THANKS
    for language, texts in TEXTS.items()
}
ASKED = [
    *QUESTIONS,
    {"key": "more", "type": "text", "text": {"en": "{agent}{store}?"}, "when": {"one": ["b"]}},
]


def definition(kind: str, brand: bool) -> Definition:
    more: dict[str, Any] = {} if brand else {"brand": None}
    more["follow_up"] = {"when": "score <= 1", "open_case": True, "ask_contact": True}
    return survey(kind, texts=WORDS, segments=["store", "agent"], questions=ASKED, **more)


VERSIONS = {(kind, brand): definition(kind, brand) for kind in kinds() for brand in (True, False)}
NO = (False, False, False)
CHOICES = st.sampled_from(["a", "b", "5", "x"])
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "why": ANY_TEXT,
        "more": ANY_TEXT,
        "one": CHOICES,
        "many": st.lists(CHOICES, max_size=3),
        "grade": st.sampled_from("12345"),
        "gone": ANY_TEXT,
    },
)
ADDRESS = st.text(st.characters(codec="utf-8"), max_size=60)


@settings(deadline=None, max_examples=200)  # the first one compiles the templates
@given(
    kind=st.sampled_from(sorted(kinds())),
    brand=st.booleans(),
    language=st.sampled_from(sorted(WORDS)),
    name=st.none() | ANY_TEXT,
    segments=st.fixed_dictionaries({}, optional={"store": ANY_TEXT, "agent": ANY_TEXT}),
    state=st.sampled_from(["ask", "chosen", "thanks"]),
    score=st.none() | st.integers(-1, 11),
    comment=ANY_TEXT,
    answers=ANSWERS,
    action=ADDRESS,
    languages=st.dictionaries(st.sampled_from(["en", "id", "ar", "xx"]), ADDRESS),
    contact=st.sampled_from([True, False, None]),
    flags=st.tuples(st.booleans(), st.booleans(), st.booleans()),
)
@example(
    *("nps", True, "en", NASTY, {"store": NASTY, "agent": NASTY}, "chosen", 3, NASTY),
    *({"why": NASTY, "one": "b"}, "/r/a?lang=en", {"en": "/r/a?lang=en", "id": "/r/a?lang=id"}),
    *(None, (True, False, True)),
)
@example(
    "pmf", False, "ar", "محمد", {"store": "متجر"}, "thanks", 2, "\nنعم", {}, "/r/a", {}, False, NO
)
@example("csat", True, "en", None, {"store": " "}, "ask", None, "", {}, "?", {}, True, NO)
def test_it_writes_what_would_have_been_rendered(
    kind: str,
    brand: bool,
    language: str,
    name: str | None,
    segments: Mapping[str, str],
    state: Any,
    score: int | None,
    comment: str,
    answers: Mapping[str, Any],
    action: str,
    languages: Mapping[str, str],
    contact: bool | None,
    flags: tuple[bool, bool, bool],
) -> None:
    elsewhere, again, onward = flags
    page = Answering(
        *(action, "n0nce", state, score, comment, answers, contact, elsewhere, again, languages)
    )
    other = replace(page, action="/r/b?" if "?" in action else "/r/b", comment=comment[::-1])
    fewer = replace(page, answers={key: answers[key] for key in answers if key != "why"})
    for allowed in (onward, not onward):
        origins = frozenset({"https://shop.example"} if allowed else ())
        one = asked(VERSIONS[kind, brand], language, name, segments)
        one = replace(one, link_origins=origins)
        for seen in (page, other, fewer, replace(other, action="/r/c")):
            assert written(one, seen) == answer_page(one, seen)


def test_it_renders_nothing_for_the_second_who_sees_the_same_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    definition = english(question="How was {store}?")
    chosen = {"state": "chosen", "score": 9}
    written(asked(definition, segments={"store": "A"}), Answering("/r/a", "1", **chosen))  # type: ignore[arg-type]
    monkeypatch.delattr("service.pages.render")
    page = Answering("/r/b", "2", comment="Not <b>bad</b>", **chosen)  # type: ignore[arg-type]
    with pytest.raises(NameError):  # with a comment for the first time
        written(asked(definition, segments={"store": "B"}), page)
    found = written(asked(definition, segments={"store": "B"}), Answering("/r/b", "2", **chosen))  # type: ignore[arg-type]
    assert 'action="/r/b"' in found
    assert "How was B?" in found


def test_a_new_version_asks_its_own_question() -> None:
    page = Answering("/r/a", "n", "ask")
    for question in ("How was it?", "How is it?"):
        assert question in written(asked(english(question=question)), page)


@pytest.mark.parametrize("question", ["{store}" * 40 + "x", "x{store}" * 33])
def test_a_line_that_has_to_be_cut_is_rendered(question: str) -> None:
    one = asked(english(question=question), segments={"store": "B" * 200})
    page = Answering("/r/a", "n", "ask")
    assert written(one, page) == answer_page(one, page)
    assert "B" * 200 in written(one, page)
