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
ASCII_WORD = re.compile("[a-z0-9]+(?:'[a-z0-9]+)*")
RUN_OF_SIGNS = re.compile(f"[{SIGNS}]+")
LONGEST = 64  # characters of a term


def terms_of(text: str) -> set[str]:
    """The terms of a comment, in small letters, each once."""
    found: set[str] = set()
    for clause in _clauses(text):
        words = _words(clause)
        found.update(words)
        found.update([f"{one} {other}" for one, other in pairwise(words)])
        found.update(_pairs_of_signs(clause))
    return {term for term in found if len(term) <= LONGEST}


def words_of(text: str) -> set[str]:
    """Words and pairs of signs, to be found by: letters and digits only, numbers too."""
    found: set[str] = set()
    for clause in _clauses(text):
        found.update(_pairs_of_signs(clause))
        for run in _word_or_number().findall(clause):
            found.add(run)
    return {word[:LONGEST] for word in found}


def _clauses(text: str) -> list[str]:
    """Words on both sides of a full stop do not belong together."""
    plain = text if text.isascii() else unicodedata.normalize("NFKC", text)
    return CLAUSE.split(plain.casefold())


def _words(clause: str) -> list[str]:
    """Not numbers: they are orders and dates."""
    if clause.isascii():  # as most are, in a third of the time
        found = ASCII_WORD.findall(clause)
    else:
        found = [one.replace(APOSTROPHES[1], APOSTROPHES[0]) for one in _word().findall(clause)]
    return [word for word in found if len(word) > 1 and not word.isnumeric()]


def _pairs_of_signs(clause: str) -> Iterator[str]:
    if clause.isascii():
        return
    for run in RUN_OF_SIGNS.findall(clause):
        yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))


@cache
def _word() -> re.Pattern[str]:
    """Letters with their vowel signs and accents, which Python's \\w leaves out."""
    letter = rf"[^\W_{SIGNS}]"
    return re.compile(rf"{letter}(?:{letter}|[{_marks()}]|[{APOSTROPHES}](?={letter}))*")


@cache
def _word_or_number() -> re.Pattern[str]:
    """Without apostrophes, which databases read in ways of their own."""
    return re.compile(rf"[^\W_{SIGNS}](?:[^\W_{SIGNS}]|[{_marks()}])*")


def _marks() -> str:
    signs = map(chr, range(min(sys.maxunicode, 0xFFFF)))
    return "".join(one for one in signs if unicodedata.category(one) in ("Mn", "Mc"))
