"""Reads what a customer wrote back to a question: a score, words, or something unclear. Pure.

    9     9/10 great service     nine     9️⃣     score: 9     Very happy     👍

A wrong score is worse than none: "8 or 9", "9.5", "2 days late", "1 of the best hotels" and
"5 stars!" on a scale to 10 are no scores, and neither is a number beyond the scale.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from surveys.vocabulary import values, words

STARS = words("stars") | {"*", "★", "⭐", "🌟"}
PRAISE = words("praise") | {"👍"}
BLAME = words("blame") | {"👎"}
OPENERS, VERY, BETWEEN = words("openers"), words("very"), words("between")
INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200e\u200f\u061c\u2060\ufeff\ufe0f\u20e3"))
INVISIBLE |= dict.fromkeys([*range(0x202A, 0x202F), *range(0x2066, 0x206A)])
INVISIBLE |= dict.fromkeys(range(0x1F3FB, 0x1F400))  # the skin of a thumb
TEN = "\N{KEYCAP TEN}"

MARKS = "\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963"  # on a letter
SHORT_VOWELS = dict.fromkeys([*range(0x64B, 0x653), 0x640])  # that hardly anybody writes in Arabic
UNPARTED = "\u3040"  # from here on scripts put no spaces between words


def _any(found: Iterable[str]) -> str:
    return "|".join(re.escape(one) for one in sorted(found, key=len, reverse=True))


_VALUES = values()
_NUMBER = rf"\d{{1,3}}|{_any(_VALUES)}"
_END = rf"(?![\w{MARKS}])"
_SCORE = re.compile(
    rf"(?:(?:{_any(words('leads'))})\s*(?:[:=]\s*)?)?"
    rf"(?P<score>{_NUMBER})(?:\s*(?:{_any(words('units'))}))?{_END}"
    rf"(?:(?:\s*/\s*|\s+(?:{_any(words('of'))})\s+)(?P<of>{_NUMBER}){_END})?"
    r"(?![%°$€£\u2044])(?!\s*[.,:/'\u2019+\-\u2013]\s*\d)(?!-\w)(?P<rest>.*)",
    re.IGNORECASE | re.DOTALL,
)
_LINK = re.compile(rf"(?:[\s/,.;:\-]|\b(?:{_any(BETWEEN)})\b)*", re.IGNORECASE)
_TOKEN = re.compile(rf"[\w{MARKS}]+(?:'\w+)?|[^\w\s]")
Found = tuple[int, str, bool]  # a score, what follows, and whether that is set apart
# What people put between a score and the rest.
_AFTER = " \t\r\n.,;:!)-\u2013\u2014\u3001\u3002\u060c\u061b\u0964"


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
    if found is None:
        digits = any(map(str.isdigit, plain))
        return Reading(None, text.strip(), unclear=digits or plain.lower() in _VALUES)
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
        for written in (name, name.translate(SHORT_VOWELS), name.replace(" ", "")):
            if written and plain[: len(written)].lower() == written.lower():
                rest = plain[len(written) :]
                if not written[-1].isalnum() or _set_apart(rest):
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
    tokens = (word for word in _TOKEN.findall(rest.lower()) if word not in VERY)
    first = next(tokens, ".")
    if first in STARS:
        return (low, high) != (1, 5)
    if _one_of(PRAISE, first):
        return 2 * score <= low + high
    if _one_of(BLAME, first):
        return 2 * score >= low + high
    return first[0].isalnum() and not _one_of(OPENERS, first)


def _one_of(known: frozenset[str], token: str) -> bool:
    """Where words are not parted, a token is a whole sentence, and how it begins counts."""
    return token in known or (
        token[0] >= UNPARTED and any(token.startswith(one) for one in known if one[0] >= UNPARTED)
    )


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
