"""Which language a person reads, and which way it is written."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from babel import Locale, UnknownLocaleError

LONGEST_HEADER = 1000  # characters; browsers send less than 200
# Java and old Android still send the codes that ISO 639 withdrew in 1989.
WITHDRAWN = {"in": "id", "iw": "he", "ji": "yi"}
_RANGE = re.compile(
    r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d*)?))?\s*"
)


def choose(
    contact_locale: str | None, accept_language: str | None, available: Sequence[str]
) -> str:
    """The one of `available` that suits best: the contact's, then the browser's, then the first.

    A region falls back to its language (pt-BR to pt), and a language takes any region of it.
    Whatever cannot be read is passed over; it is never an error.
    """
    wishes = [_tag(contact_locale)] if contact_locale else []
    wishes += accepted(accept_language or "")
    for wish in wishes:
        if found := nearest(wish, available):
            return found
    return available[0]


def accepted(accept_language: str) -> list[str]:
    """The languages of an Accept-Language header, most wanted first."""
    found = list(_ranges(accept_language[:LONGEST_HEADER]))
    return [tag for tag, _ in sorted(found, key=lambda entry: -entry[1])]


def nearest(wish: str, available: Sequence[str]) -> str | None:
    """RFC 4647 lookup of one tag, then any tag of the same language; None when there is none."""
    by_tag = {_tag(tag): tag for tag in reversed(available)}
    tag = wish = _tag(wish)
    while tag:
        if tag in by_tag:
            return by_tag[tag]
        tag = tag.rpartition("-")[0]
    return next((one for one in available if same_language(one, wish)), None)


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """`rtl` for Arabic, Hebrew and their like, else `ltr`; for the HTML attribute `dir`."""
    locale = _locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


def same_language(one: str, other: str) -> bool:
    """Whether two tags differ in nothing but the region or the script."""
    return _tag(one).partition("-")[0] == _tag(other).partition("-")[0]


@lru_cache(maxsize=256)
def own_name(language: str) -> str:
    """What a language calls itself, after CLDR; the tag when CLDR does not know it."""
    locale = _locale(language)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else language


def _ranges(header: str) -> Iterator[tuple[str, float]]:
    for part in header.split(","):
        match = _RANGE.fullmatch(part)
        quality = float(match[2] or 1) if match else 0.0
        if match and quality > 0:
            yield _tag(match[1]), quality


def _tag(locale: str) -> str:
    tag = locale.replace("_", "-").partition(".")[0].strip().lower()
    language, dash, rest = tag.partition("-")
    return WITHDRAWN.get(language, language) + dash + rest


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        short = language.partition("-")[0]
        return _locale(short) if short != language else None
