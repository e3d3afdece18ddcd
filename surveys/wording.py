"""Cuts what people write into terms, in any language. Pure.

A term is a word, two words that follow each other, or, in writing without spaces (Han and kana),
two signs that do. No list of words is needed: what every comment says tells nothing of one.
"""

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

SIGNS = (
    "\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
)
APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}"
CLAUSE = re.compile(r"[^\w\s'\u2019\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff\u200c\u200d-]+|\n")
LONGEST = 64  # characters of a term


def terms_of(text: str) -> set[str]:
    """The terms of a comment, in small letters, each once."""
    found: set[str] = set()
    for clause in _clauses(text):
        words = list(_words(clause))
        found.update(words)
        found.update(f"{one} {other}" for one, other in pairwise(words))
        found.update(_pairs_of_signs(clause))
    return {term for term in found if len(term) <= LONGEST}


def _clauses(text: str) -> list[str]:
    """Words on both sides of a full stop do not belong together."""
    return CLAUSE.split(unicodedata.normalize("NFKC", text).casefold())


def _words(clause: str) -> Iterator[str]:
    """Not numbers: they are orders and dates."""
    for found in _word().finditer(clause):
        word = found[0].replace(APOSTROPHES[1], APOSTROPHES[0])
        if len(word) > 1 and not word.isnumeric():
            yield word


def _pairs_of_signs(clause: str) -> Iterator[str]:
    for run in re.findall(f"[{SIGNS}]+", clause):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))


@cache
def _word() -> re.Pattern[str]:
    """Letters with their vowel signs and accents, which Python's \\w leaves out."""
    letter = rf"[^\W_{SIGNS}]"
    return re.compile(rf"{letter}(?:{letter}|[{_marks()}]|[{APOSTROPHES}](?={letter}))*")


def _marks() -> str:
    signs = map(chr, range(min(sys.maxunicode, 0xFFFF)))
    return "".join(one for one in signs if unicodedata.category(one) in ("Mn", "Mc"))
