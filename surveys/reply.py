"""Reads what a customer wrote back to a question: a score, words, or something unclear. Pure.

    9     9/10 great service     nine     9️⃣     score: 9     Very happy     👍

A wrong score is worse than none: "8 or 9", "9.5", "2 days late", "1 of the best hotels" and
"5 stars!" on a scale to 10 are no scores, and neither is a number beyond the scale.
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
# A number before a word may count things ("1 of the best", "2 thumbs up", "2 days late"), but
# never before one of these,
OPENERS = frozenset({
    "because", "but", "since", "though", "i", "i'm", "i've", "we", "you", "your", "it", "it's",
    "they", "the", "my", "thank", "thanks", "thx", "ok", "okay", "overall", "would", "will",
    "love", "loved", "recommend", "recommended", "keep", "karena", "tapi", "tetapi", "soalnya",
    "terima", "terimakasih", "makasih", "saya", "aku", "kami", "pelayanan", "pelayanannya", "oke",
    "porque", "pero", "gracias", "muchas", "parce", "mais", "car", "merci", "je", "j'ai", "c'est",
    "weil", "aber", "danke", "vielen", "ich"
})  # fmt: skip
# nor before these where they fit it: "9 great service", but not "2 great rooms".
PRAISE = frozenset({
    "great", "good", "excellent", "amazing", "awesome", "perfect", "fantastic", "wonderful",
    "lovely", "nice", "brilliant", "superb", "outstanding", "well", "happy", "fast", "quick",
    "friendly", "best", "👍", "bagus", "baik", "mantap", "keren", "puas", "memuaskan", "cepat",
    "ramah", "hebat", "sempurna", "excelente", "genial", "perfecto", "bien", "buen", "bueno",
    "buena", "parfait", "super", "bon", "bonne", "gut", "toll", "perfekt", "prima"
})  # fmt: skip
BLAME = frozenset({
    "terrible", "horrible", "awful", "worst", "disappointing", "disappointed", "unacceptable",
    "👎", "buruk", "jelek", "mengecewakan", "kecewa", "parah", "pésimo", "nul", "schlecht"
})  # fmt: skip
VERY = frozenset({
    "very", "so", "really", "absolutely", "truly", "extremely", "sangat", "muy", "très", "sehr"
})  # fmt: skip
STARS = frozenset({
    "star", "stars", "*", "★", "⭐", "🌟", "bintang", "estrella", "estrellas", "étoile",
    "étoiles", "stern", "sterne"
})  # fmt: skip
# Between two scores these leave open which of them is meant.
BETWEEN = frozenset({
    "or", "to", "and", "maybe", "no", "not", "out", "of", "rather", "actually", "atau",
    "sampai", "dan", "mungkin", "bukan", "eh", "hingga", "o", "y", "ou", "et", "oder", "bis",
    "und", "sorry", "oops", "wait", "i", "mean", "meant", "maaf", "perdón", "pardon"
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
    r"(?![%°$€£\u2044])(?!\s*[.,:/'\u2019+\-\u2013]\s*\d)(?!-\w)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(rf"(?:[\s/,.;:\-]|\b(?:{'|'.join(sorted(BETWEEN))})\b)*", re.IGNORECASE)
_TOKEN = re.compile(r"\w+(?:'\w+)?|[^\w\s]")
Found = tuple[int, str, bool]  # a score, what follows, and whether that is set apart
_AFTER = " \t\r\n.,;:!)-\u2013\u2014"  # what people put between a score and the rest


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` and `comment` beside it; without a score, the words, `unclear` if they might be
    meant as one. `apart`: nothing but punctuation or a line break touches the score."""

    score: int | None
    comment: str
    unclear: bool = False
    apart: bool = True


def read(text: str, low: int, high: int, labels: Mapping[str, int]) -> Reading:
    """What `text` says on the scale from `low` to `high`; `labels` are the names of scores."""
    plain = _plain(text)
    found = _label(plain, labels) or _number(plain, low, high)
    words = Reading(None, text.strip(), any(map(str.isdigit, plain)) or plain.lower() in _VALUES)
    if found is None:
        return words
    score, rest, apart = found
    if not low <= score <= high or _goes_on(rest, score, labels):
        return Reading(None, text.strip(), unclear=True)
    return Reading(score, rest.strip().lstrip(_AFTER), apart=apart)


def _plain(text: str) -> str:
    """With one form for each character, digits of any script as 0 to 9."""
    simple = unicodedata.normalize("NFKC", text.replace(TEN, "10")).translate(INVISIBLE)
    return "".join(_digit(one) if one.isdecimal() else one for one in simple).strip()


def _digit(one: str) -> str:
    return str(unicodedata.decimal(one))


def _label(plain: str, labels: Mapping[str, int]) -> Found | None:
    """A score by its name, and what follows; "happy" in "happy to help" is no name."""
    for label in sorted(labels, key=len, reverse=True):
        name = _plain(label)
        if name and plain[: len(name)].lower() == name.lower():
            rest = plain[len(name) :]
            if not name[-1].isalnum() or _set_apart(rest):
                return labels[label], rest, True
    return None


def _number(plain: str, low: int, high: int) -> Found | None:
    """A number at the beginning; -1 for one that cannot be the score."""
    match = _SCORE.fullmatch(plain)
    if match is None:
        return None
    score, of, rest = _value(match["score"]), match["of"], match["rest"]
    if of is not None:
        return (score if _value(of) == high else -1), rest, True
    apart = _set_apart(rest)
    unsure = not match["score"].isdigit() or _counts(rest, score, low, high)
    return (-1 if unsure and not apart else score), rest, apart


def _counts(rest: str, score: int, low: int, high: int) -> bool:
    """Whether the number may count what follows. Praise beside a score of the lower half is taken
    for that, and blame beside one of the upper half."""
    words = (word for word in _TOKEN.findall(rest.lower()) if word not in VERY)
    first = next(words, ".")
    if first in STARS:
        return (low, high) != (1, 5)
    if first in PRAISE:
        return 2 * score <= low + high
    if first in BLAME:
        return 2 * score >= low + high
    return first[0].isalnum() and first not in OPENERS


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
