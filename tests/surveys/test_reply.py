"""What a text message says about a score."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from surveys.reply import NUMBERS, Reading, read

HAPPY = {
    "Very unhappy": 1, "Unhappy": 2, "Neutral": 3, "Happy": 4, "Very happy": 5,
    "Tidak puas": 2, "Sangat puas": 5, "4 - Happy": 4,
}  # fmt: skip
THUMBS = {"👎": 0, "👍": 1, "Not good": 0, "Good": 1}
STARS = {"★" * n: n for n in range(1, 6)} | {"⭐" * n: n for n in range(1, 6)} | {"4 stars": 4}


def nps(text: str) -> Reading:
    return read(text, 0, 10, {"Not at all likely": 0, "Extremely likely": 10})


@pytest.mark.parametrize(
    ("text", "score", "comment"),
    [
        ("9", 9, ""),
        ("0", 0, ""),
        ("10", 10, ""),
        (" 9 ", 9, ""),
        ("9!", 9, ""),
        ("9...", 9, ""),
        ("(9)", None, "(9)"),
        ("9/10", 9, ""),
        ("9 / 10", 9, ""),
        ("9/10 great service", 9, "great service"),
        ("10/10!!! loved it", 10, "loved it"),
        ("9 out of 10", 9, ""),
        ("9 dari 10, bagus", 9, "bagus"),
        ("9 great service", 9, "great service"),
        ("9\nGreat service", 9, "Great service"),
        ("9 - could be quicker", 9, "could be quicker"),
        ("7. You were late, 3 times!", 7, "You were late, 3 times!"),
        ("9, one of the best", 9, "one of the best"),
        ("9 very good", 9, "very good"),
        ("9 the staff was lovely", 9, "the staff was lovely"),
        ("10 terima kasih", 10, "terima kasih"),
        ("1 terrible service", 1, "terrible service"),
        ("2 it broke", 2, "it broke"),
        ("0, complaints were ignored", 0, "complaints were ignored"),
        ("9 because I waited 5 minutes", 9, "because I waited 5 minutes"),
        ("9 👍", 9, "👍"),
        ("score: 9", 9, ""),
        ("Score 9", 9, ""),
        ("skor 8 mantap", 8, "mantap"),
        ("9\ufe0f\u20e3", 9, ""),
        ("1\ufe0f\u20e30\ufe0f\u20e3", 10, ""),
        ("🔟", 10, ""),
        ("9\ufe0f\u20e3 thanks", 9, "thanks"),
        ("\uff19", 9, ""),  # full width
        ("\u0669", 9, ""),  # Arabic
        ("\u200f\u0669\u200f", 9, ""),
        ("\u096f/\u0967\u0966", 9, ""),  # Devanagari
        ("⑨", 9, ""),
        ("nine", 9, ""),
        ("one", 1, ""),
        ("Nine.", 9, ""),
        ("TEN!", 10, ""),
        ("nine out of ten", 9, ""),
        ("nine, lovely", 9, "lovely"),
        ("sembilan", 9, ""),
        ("Delapan, cepat sekali", 8, "cepat sekali"),
        ("zéro", 0, ""),
        ("fünf", 5, ""),
        ("extremely likely", 10, ""),
        ("Not at all likely: it broke", 0, "it broke"),
    ],
)
def test_it_finds_the_score_and_the_comment(text: str, score: int | None, comment: str) -> None:
    reading = nps(text)
    assert (reading.score, reading.comment) == (score, comment)


@pytest.mark.parametrize(
    "text",
    [
        "11", "100", "9999", "-5", "+5", "9.5", "9,5", "9½", "½", "1/2", "9/5", "4/5",
        "8 or 9", "8 atau 9", "8-9", "8 - 9", "8 \u2013 9", "7 to 8", "8 maybe 9", "8 no 9", "9 9",
        "nine or ten", "8 or nine", "2 days late", "2 hari terlambat", "3x", "9am", "9 am", "9%",
        "9th", "10:30", "10.30", "$5", "5€", "#9", "not 9", "no, 9", "9 out of 10x",
        "one of the worst", "ten minutes", "12/10",
        "0 complaints, thank you!", "0 problems", "0 keluhan", "tidak, 0 masalah", "1 issue only",
        "1 of the best hotels", "1 dari hotel terbaik", "1 more thing: your staff was lovely",
        "1 hal lagi", "1 question: when do you open?", "1 pertanyaan", "1 word: wow",
        "2 thumbs up", "2 👍", "2 jempol", "1 great experience", "2 very nice waiters",
        "9 terrible", "8 👎", "5 stars!", "5 star hotel", "5-star service", "5 ⭐", "5⭐⭐⭐⭐⭐",
        "5* hotel", "5 bintang", "2-day delay", "9 sorry 1", "9, sorry 1", "9. I mean 1",
    ],
)  # fmt: skip
def test_what_is_no_certain_score_is_none(text: str) -> None:
    assert nps(text) == Reading(None, text, unclear=True)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("2", True),
        ("2!", True),
        ("2, it broke", True),
        ("2\nit broke", True),
        ("2/10 it broke", True),
        ("extremely likely", True),
        ("2 it broke", False),
        ("9 great service", False),
    ],
)
def test_it_tells_whether_the_score_stands_by_itself(text: str, apart: bool) -> None:
    assert nps(text).apart is apart


@pytest.mark.parametrize("text", ["great service", "thanks!", "", "👍", "yes", "Happy", "none"])
def test_words_without_any_number_are_only_words(text: str) -> None:
    assert nps(text) == Reading(None, text)


@pytest.mark.parametrize(
    ("text", "score", "comment"),
    [
        ("Happy", 4, ""),
        ("very happy!", 5, ""),
        ("Unhappy", 2, ""),
        ("SANGAT PUAS", 5, ""),
        ("Very happy, thank you", 5, "thank you"),
        ("4 - Happy", 4, ""),
        ("happy to help", None, "happy to help"),
        ("Happy, no, unhappy", None, "Happy, no, unhappy"),
        ("Happy/Unhappy", None, "Happy/Unhappy"),
        ("5/5", 5, ""),
        ("6", None, "6"),
        ("0", None, "0"),
        ("9/10", None, "9/10"),
    ],
)
def test_a_score_may_be_called_by_its_name(text: str, score: int | None, comment: str) -> None:
    reading = read(text, 1, 5, HAPPY)
    assert (reading.score, reading.comment) == (score, comment)


@pytest.mark.parametrize(
    ("text", "score"),
    [("👍", 1), ("👎", 0), ("👍🏽", 1), ("👍 thanks", 1), ("👍👍", 1), ("👍👎", None), ("2", None)],
)
def test_a_thumb_has_any_colour_but_one_direction(text: str, score: int | None) -> None:
    assert read(text, 0, 1, THUMBS).score == score


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("★★★", 3),
        ("⭐️⭐️⭐️⭐️⭐️", 5),
        ("⭐", 1),
        ("⭐⭐⭐⭐⭐⭐", None),
        ("4 stars", 4),
        ("5 stars", 5),
        ("3* stay", 3),
        ("5 bintang", 5),
        ("5 thumbs", None),
        ("4 stars!", 4),
    ],
)
def test_stars_are_counted(text: str, score: int | None) -> None:
    assert read(text, 1, 5, STARS).score == score


def test_each_language_has_the_numbers_from_zero_to_ten() -> None:
    for words in NUMBERS.values():
        assert [nps(word).score for word in words] == list(range(11))


PIECES = st.sampled_from(
    [
        "9",
        "10",
        "0",
        "/",
        "/10",
        " ",
        "or",
        "nine",
        "👍",
        "★",
        ".",
        ",",
        "-",
        "\n",
        "Happy",
        "out of",
    ]
)


@given(
    st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join)),
    st.sampled_from([(0, 10, {}), (1, 5, HAPPY), (0, 1, THUMBS), (1, 5, STARS)]),
)
@example("\x00", (0, 10, {}))
@example("score" + " " * 2000, (0, 10, {}))
@example("\u00b2\u2077", (0, 10, {}))
def test_whatever_is_written_the_score_is_on_the_scale(
    text: str, scale: tuple[int, int, dict[str, int]]
) -> None:
    low, high, labels = scale
    reading = read(text, low, high, labels)
    assert reading.score is None or low <= reading.score <= high
    assert reading.comment == reading.comment.strip()
