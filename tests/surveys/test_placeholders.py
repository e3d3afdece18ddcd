import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.placeholders import clean, fill, unknown_placeholders
from surveys.survey_file import parse

SITI = {"name": "Siti Rahma", "first_name": "Siti", "brand": "Kopi Kita", "store": "Blok M"}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hi {name}, how was {brand}?", "Hi Siti Rahma, how was Kopi Kita?"),
        ("{first_name}, how was it?", "Siti, how was it?"),
        ("{first_name}{store}", "SitiBlok M"),
        ("no placeholders, 100 % plain", "no placeholders, 100 % plain"),
    ],
)
def test_it_fills_in_what_it_knows(text: str, wanted: str) -> None:
    assert fill(text, SITI) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Hi {name}, how was it?", "Hi, how was it?"),
        ("Hi {name}!", "Hi!"),
        ("Halo {name},\n\nterima kasih.", "Halo,\n\nterima kasih."),
        ("{name}, how was it?", "How was it?"),
        ("{name}! how was it?", "How was it?"),
        ("How was it, {name}?", "How was it?"),
        ("Thank you, {name}.", "Thank you."),
        ("At our {store} store", "At our store"),
        ("مرحبا {name}، كيف كان؟", "مرحبا، كيف كان؟"),
        ("One.\n{name}, two.", "One.\nTwo."),
        ("{name}", ""),
    ],
)
def test_it_reads_well_without_what_it_does_not_know(text: str, wanted: str) -> None:
    assert fill(text, {"name": "", "brand": "Kopi Kita"}) == wanted


@pytest.mark.parametrize(
    "text", ["{0}", "{brand.__class__}", "{brand!r:>99999999}", "{ brand }", "{{ brand }}", "{}"]
)
def test_it_knows_no_formats_attributes_or_expressions(text: str) -> None:
    assert "Kopi Kita" not in fill(text, SITI)
    assert "class" not in fill(text, SITI)


@given(st.text())
@example("{name}")
@example("\\1 \\g<0>")
def test_it_never_reads_a_value_again(value: str) -> None:
    assert fill("a {store} b", {"store": value, "name": "X"}) == (
        f"a {value} b" if value else "a b"
    )


@given(st.text(st.characters()))
@example("a\r\nBcc: b\x00\u2028c\ud800\u202ed")
def test_it_cleans_a_value_to_one_harmless_line(value: str) -> None:
    line = clean(value)

    line.encode()
    assert len(line.splitlines()) <= 1
    assert len(line) <= 200
    assert not {unicodedata.category(character) for character in line} & {"Cc", "Cs", "Zl", "Zp"}


def test_it_keeps_joined_emoji_and_every_script() -> None:
    coder = "\U0001f469\u200d\U0001f4bb"

    assert clean(f" {coder}  Siti\tمریم\u200cجی ") == f"{coder} Siti مریم\u200cجی"


def test_it_names_each_unknown_placeholder_with_its_place() -> None:
    definition = parse(
        {
            "key": "a",
            "kind": "nps",
            "name": "A",
            "trigger": {"on": "a.b"},
            "channels": ["email"],
            "segments": ["store"],
            "texts": {
                "en": {"question": "{brand} {store} {agent}?", "intro": "Hi {nmae}, {}"},
                "id": {"question": "{name} {first_name}"},
            },
            "questions": [
                {
                    "key": "q",
                    "type": "single",
                    "text": {"en": "Which {thing}?"},
                    "options": {"a": {"en": "{This}"}},
                }
            ],
        }
    )

    found = unknown_placeholders(definition)
    assert [(one.field, one.message.partition(" ")[0]) for one in found] == [
        ("texts.en.question", "{agent}"),
        ("texts.en.intro", "{nmae}"),
        ("texts.en.intro", "{}"),
        ("questions[0].text.en", "{thing}"),
        ("questions[0].options.a.en", "{This}"),
    ]
    assert found[0].message.endswith("there are {name}, {first_name}, {brand}, {store}")
