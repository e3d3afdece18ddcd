"""Reads what a customer wrote back to a question: a score, words, or something unclear. Pure.

    9     9/10 great service     nine     9️⃣     score: 9     Very happy     👍

A wrong score is worse than none: "8 or 9", "9.5", "2 days late" and "one of the worst" are no
scores, and neither is a number beyond the scale.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

NUMBERS: dict[str, tuple[str, ...]] = {  # 0 to 10
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    "id": ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan",
           "sepuluh"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve",
           "diez"),
    "fr": ("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    "de": ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun",
           "zehn"),
}  # fmt: skip
LEADS = (
    "score", "rating", "answer", "skor", "nilai", "jawaban", "nota", "respuesta", "note",
    "réponse", "antwort"
)  # fmt: skip
OF = ("/", "out of", "of", "dari", "de", "sur", "von")
# What is counted is no score: "2 days late".
UNITS = frozenset({
    "am", "pm", "o'clock", "sec", "secs", "second", "seconds", "min", "mins", "minute",
    "minutes", "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks", "month", "months",
    "year", "years", "time", "times", "x", "people", "person", "items", "item", "pieces",
    "percent", "usd", "detik", "menit", "jam", "hari", "minggu", "bulan", "tahun", "kali",
    "orang", "barang", "buah", "persen", "ribu", "juta", "rupiah", "pagi", "siang", "sore",
    "malam", "días", "horas", "minutos", "veces", "jours", "heures", "fois", "tage", "stunden",
    "minuten", "mal"
})  # fmt: skip
# Between two scores these leave open which of them is meant.
BETWEEN = frozenset({
    "or", "to", "and", "maybe", "no", "not", "out", "of", "rather", "actually", "atau",
    "sampai", "dan", "mungkin", "bukan", "eh", "hingga", "o", "y", "ou", "et", "oder", "bis",
    "und"
})  # fmt: skip
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff\ufe0f\u20e3"))
INVISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INVISIBLE |= dict.fromkeys(range(0x1F3FB, 0x1F400))  # the skin of a thumb
TEN = "\N{KEYCAP TEN}"

_VALUES = {word: value for words in NUMBERS.values() for value, word in enumerate(words)}
_NUMBER = rf"\d{{1,3}}|{'|'.join(sorted(_VALUES, key=len, reverse=True))}"
_SCORE = re.compile(
    rf"(?:(?:{'|'.join(LEADS)})\s*(?:[:=]\s*)?)?"
    rf"(?P<score>{_NUMBER})(?!\w)"
    rf"(?:(?:\s*/\s*|\s+(?:{'|'.join(OF[1:])})\s+)(?P<of>{_NUMBER})(?!\w))?"
    r"(?![%°$€£\u2044])(?!\s*[.,:/'\u2019+\-\u2013]\s*\d)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(rf"(?:[\s/,.;:\-]|\b(?:{'|'.join(sorted(BETWEEN))})\b)*", re.IGNORECASE)
_TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
_AFTER = " \t\r\n.,;:!)-\u2013\u2014"  # what people put between a score and the rest


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` and `comment` beside it; without a score, the words, `unclear` if they might be
    meant as one."""

    score: int | None
    comment: str
    unclear: bool = False


def read(text: str, low: int, high: int, labels: Mapping[str, int]) -> Reading:
    """What `text` says on the scale from `low` to `high`; `labels` are the names of scores."""
    plain = _plain(text)
    found = _label(plain, labels) or _number(plain, low, high)
    words = Reading(None, text.strip(), any(map(str.isdigit, plain)) or plain.lower() in _VALUES)
    if found is None:
        return words
    score, rest = found
    if not low <= score <= high or _goes_on(rest, score, labels):
        return Reading(None, text.strip(), unclear=True)
    return Reading(score, rest.strip().lstrip(_AFTER))


def _plain(text: str) -> str:
    """With one form for each character, digits of any script as 0 to 9."""
    simple = unicodedata.normalize("NFKC", text.replace(TEN, "10")).translate(INVISIBLE)
    return "".join(_digit(one) if one.isdecimal() else one for one in simple).strip()


def _digit(one: str) -> str:
    return str(unicodedata.decimal(one))


def _label(plain: str, labels: Mapping[str, int]) -> tuple[int, str] | None:
    """A score by its name, and what follows; "happy" in "happy to help" is no name."""
    for label in sorted(labels, key=len, reverse=True):
        name = _plain(label)
        if name and plain[: len(name)].lower() == name.lower():
            rest = plain[len(name) :]
            if not name[-1].isalnum() or _set_apart(rest):
                return labels[label], rest
    return None


def _number(plain: str, low: int, high: int) -> tuple[int, str] | None:
    """A number at the beginning; -1 for one that cannot be the score."""
    match = _SCORE.fullmatch(plain)
    if match is None:
        return None
    written, of, rest = match["score"], match["of"], match["rest"]
    words = _TOKEN.findall(rest.lower())
    wrong_scale = of is not None and _value(of) != high
    counted = of is None and bool(words) and words[0] in UNITS
    unsure = of is None and not written.isdigit() and not _set_apart(rest)
    return (-1 if wrong_scale or counted or unsure else _value(written)), rest


def _set_apart(rest: str) -> bool:
    """Whether the score stands alone, or punctuation parts it from the rest."""
    return not rest.strip() or rest.lstrip(" ")[0] in _AFTER[2:]


def _value(written: str) -> int:
    return int(written) if written.isdigit() else _VALUES.get(written.lower(), -1)


def _goes_on(rest: str, score: int, labels: Mapping[str, int]) -> bool:
    """Whether another score follows, so that nobody knows which is meant."""
    link = _LINK.match(rest)
    other = _label(rest[link.end() :], labels) if link else None
    if other is not None and other[0] != score:
        return True
    linked = False
    for token in _TOKEN.findall(rest.lower()):
        if token[0].isdigit() or (linked and token in _VALUES):
            return True
        if token in BETWEEN:
            linked = True
        elif token[0].isalnum():
            return False
    return False
