import pytest

from surveys.definition import Definition
from surveys.draft import LONGEST, Draft, read
from surveys.errors import FieldError, InvalidInput

TEXT = """\
key: nps
kind: nps
name: After a purchase
trigger: {on: purchase.completed}
channels: [email]
texts:
  en:
    question: How was it?
"""


def draft(text: str) -> Draft:
    return read(text, lambda definition: None)


def test_a_whole_survey_has_no_flaws_and_is_ready() -> None:
    found = draft(TEXT)
    assert found.flaws == ()
    assert found.ready is found.definition is not None
    assert found.definition.key == "nps"


def test_each_wrong_field_is_told_with_its_line_from_the_top() -> None:
    found = draft(TEXT.replace("question:", "qestion:").replace("kind: nps", "kind: mood"))
    told = [(flaw.line, flaw.field) for flaw in found.flaws]
    assert told == [(2, "kind"), (7, "texts.en.question"), (8, "texts.en.qestion")]
    assert found.definition is found.ready is None


def test_what_the_check_finds_can_be_shown_and_is_not_ready() -> None:
    def refuse(definition: Definition) -> None:
        raise InvalidInput(FieldError("texts.en.question", "is rude"))

    found = read(TEXT, refuse)
    assert [(flaw.line, flaw.message) for flaw in found.flaws] == [(8, "is rude")]
    assert found.definition is not None
    assert found.ready is None


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("", 1, "must be an object"),
        ("- 1", 1, "must be an object"),
        ("a: 1\nb: [", 2, "is not YAML"),
        ("a: 1\nb: c: d", 2, "is not YAML"),
        ("a: 1\na: 2", 2, "twice"),
        ("a: 1\nb: \x00", 2, "is not YAML"),
        ("a: 2026-02-30", 1, "is not YAML"),
        ("a: " + "1" * 5000, 1, "is not YAML"),
        ("[" * 5000, 1, "is not YAML"),
        ("? [a]\n: b", 1, "is not YAML"),
        ("!!python/object:os.system {}", 1, "is not YAML"),
        ("a: !!bool x", 1, "is not YAML"),
        ("a: !!timestamp foo", 1, "is not YAML"),
        ('a: !!int ""', 1, "is not YAML"),
        ("x" * (LONGEST + 1), 1, "characters"),
    ],
)
def test_what_is_no_survey_file_is_told_not_raised(text: str, line: int, said: str) -> None:
    [flaw] = draft(text).flaws
    assert (flaw.line, flaw.field) == (line, "")
    assert said in flaw.message


def test_aliases_which_could_stand_for_billions_are_refused_before_they_are_followed() -> None:
    grown = "a0: &a0 {x: 1}\n" + "".join(
        f"a{n}: &a{n} {{<<: [*a{n - 1}, *a{n - 1}]}}\n" for n in range(1, 40)
    )
    for text in (grown, "a: &a [*a]", "a: &a 1\nb: *a"):
        [flaw] = draft(text).flaws
        assert "aliases" in flaw.message
