"""Mail headers as bytes on the wire.

Written here and not by `email.message.EmailMessage`, because that costs milliseconds a mail and
folds a long List-Unsubscribe into RFC 2047 words, which no mail client can click.
"""

import re
from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache

_LINE_BREAK = re.compile("[\0\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_FOLD = "?=\r\n =?"
_LINE_OCTETS = 998  # RFC 5322, 2.1.1
_WORD_OCTETS = 45  # 60 in base64; RFC 2047 allows a word 75 with its frame


def without_line_breaks(value: str) -> str:
    """Raises ValueError for whatever some reader could take as the end of the header."""
    if _LINE_BREAK.search(value):
        raise ValueError("a line break in a header")
    return value


def header_line(name: str, value: str, *, is_text: bool = False) -> bytes:
    """One header with its CRLF. `is_text` headers (a subject) may be written as RFC 2047 words;
    the others have a syntax of their own and must fit into a line. Folded is only between such
    words. Raises ValueError."""
    if not _is_name(name):
        raise ValueError(f"not a header name: {name!r}")
    if not (value.isascii() and value.isprintable()):
        without_line_breaks(value)
    if is_text and not _is_plain(value):
        value = encoded_words(value)
    line = f"{name}: {value.replace('?= =?', _FOLD)}\r\n".encode()
    if len(line) > _LINE_OCTETS and max(map(len, line.split(b"\r\n"))) > _LINE_OCTETS:
        raise ValueError(f"{name} is longer than a line may be")
    return line


@lru_cache(maxsize=256)
def _is_name(name: str) -> bool:
    return bool(_HEADER_NAME.fullmatch(name))


def encoded_words(text: str) -> str:
    """RFC 2047 words, a space between each two. No character is split over two words."""
    words = (b64encode(chunk).decode() for chunk in _chunks(without_line_breaks(text)))
    return " ".join(f"=?utf-8?b?{word}?=" for word in words)


def _is_plain(value: str) -> bool:
    tidy = value.isascii() and value.isprintable() and value == value.strip()
    return tidy and "=?" not in value and len(value) < _LINE_OCTETS - 80


def _chunks(text: str) -> Iterator[bytes]:
    chunk = b""
    for character in text:
        octets = character.encode()
        if len(chunk) + len(octets) > _WORD_OCTETS:
            yield chunk
            chunk = b""
        chunk += octets
    yield chunk
