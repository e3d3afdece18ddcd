import pytest

from service.gsm import MARKS, plain, segments, strange


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("\u2019" + "a" * 69, 1),
        ("\u2019" + "a" * 70, 2),
        ("😀" * 35, 1),
        ("😀" * 36, 2),
        ("àèìòùÄÖÜñ§", 1),
    ],
)
def test_it_counts_segments_as_they_are_billed(text: str, count: int) -> None:
    assert segments(text) == count


def test_it_makes_marks_plain_where_that_helps() -> None:
    marked = "It\u2019s \u201cgood\u201d \u2013 really\u2026"

    assert plain(marked) == 'It\'s "good" - really...'


def test_it_leaves_a_text_alone_that_needs_the_larger_alphabet_anyway() -> None:
    text = "\u201c你好\u201d \u2013 好\u2026"

    assert plain(text) == text


def test_every_mark_that_is_made_plain_is_outside_the_alphabet_and_its_plain_form_inside() -> None:
    for simple, marks in MARKS.items():
        assert strange(simple) == ""
        assert [one for one in marks if strange(one) != one] == []
