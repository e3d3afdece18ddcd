"""Which language a person reads, and which way it is written."""

from functools import lru_cache

from babel import Locale, UnknownLocaleError
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from surveys.language import nearest

LONGEST_HEADER = 1000  # characters; browsers send less than 200


def choose(
    contact_locale: str | None, accept_language: str | None, available: tuple[str, ...]
) -> str:
    """The one of `available` that suits best: the contact's, then the browser's, then the first.

    A region falls back to its language (pt-BR to pt), and a language takes any region of it.
    Whatever cannot be read is passed over; it is never an error.
    """
    wishes = (contact_locale or "", *accepted((accept_language or "")[:LONGEST_HEADER]))
    found = (nearest(wish, available) for wish in wishes if wish)
    return next(filter(None, found), available[0])


@lru_cache(maxsize=1024)
def accepted(accept_language: str) -> tuple[str, ...]:
    """The languages of an Accept-Language header, most wanted first."""
    found = parse_accept_header(accept_language, LanguageAccept)
    return tuple(tag for tag, quality in found if quality > 0)


@lru_cache(maxsize=256)
def direction(language: str) -> str:
    """`rtl` for Arabic, Hebrew and their like, else `ltr`; for the HTML attribute `dir`."""
    locale = _locale(language)
    return "rtl" if locale and locale.character_order == "right-to-left" else "ltr"


@lru_cache(maxsize=256)
def own_name(language: str) -> str:
    """What a language calls itself, after CLDR; the tag when CLDR does not know it."""
    locale = _locale(language)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else language


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (ValueError, UnknownLocaleError):
        short = language.partition("-")[0]
        return _locale(short) if short != language else None
