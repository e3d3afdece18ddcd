"""The text and HTML of a mail as MIME parts."""

import base64
import binascii
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from notifiers.form import Filled, Form

_LINE_END = re.compile("\r\n|\r|\n")
_LINE_OCTETS = 998
_SOFT_BREAK = b"=\r\n"
_LIKE_THEMSELVES = re.compile(r"[ -<>-~]{0,75}(?:\n[ -<>-~]{0,75})*")
"""Values in quoted-printable, each on a line of its own."""
_NEVER_ENCODED = b"=_"
"""Quoted-printable and base64 cannot produce it, and 7bit is not used for a text that has it: a
boundary that begins with it occurs in no part."""


Subtype = Literal["plain", "html"]
Content = str | Filled


def body(text: Content, html: Content | None, boundary: str) -> bytes:
    """Content headers, an empty line and the content; only CRLF line ends, one at the end.
    Raises UnicodeEncodeError (a ValueError) for lone surrogates."""
    plain = _part("plain", text)
    if html is None:
        return plain
    mark = f"{_NEVER_ENCODED.decode()}{boundary}"
    head = f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n'.encode()
    edge = f"--{mark}".encode()
    return head + b"\r\n".join((edge, plain, edge, _part("html", html), edge + b"--", b""))


def is_dotted(content: Content | None) -> bool:
    """Whether a line of the part may begin with a dot, which SMTP doubles: to look for one in each
    mail costs as much as to write it."""
    if not isinstance(content, Filled):
        return content is not None
    values = _all_quoted(content.values)
    return values is None or _has_dots(content.form) or b"\n." in b"\n".join((b"", *values))


@lru_cache(maxsize=1024)
def _has_dots(form: Form) -> bool:
    return any(b"\n." in piece for piece in _pieces("plain", form))


def _part(subtype: Subtype, content: Content) -> bytes:
    if isinstance(content, Filled):
        if values := _all_quoted(content.values):
            return _filled_part(subtype, content.form, values)
        content = str(content)
    octets = _LINE_END.sub("\r\n", content).encode()
    if not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    encoding, encoded = _encode(octets)
    return _head(subtype, encoding) + encoded


def _head(subtype: Subtype, encoding: str) -> bytes:
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}'
    return head.encode() + b"\r\n\r\n"


def _filled_part(subtype: Subtype, form: Form, values: Sequence[bytes]) -> bytes:
    """Only the values are encoded for each mail, the literals have been."""
    pieces = list(_pieces(subtype, form))
    pieces[1::2] = [values[blank] for blank in form.blanks]
    return b"".join(pieces)


@lru_cache(maxsize=1)  # text and HTML mostly have the same
def _all_quoted(values: tuple[str, ...]) -> list[bytes] | None:
    """None if there is a line end in one of them. Most are like themselves, and encoded at once."""
    joined = "\n".join(values)
    if _LIKE_THEMSELVES.fullmatch(joined):
        quoted = joined.encode().split(b"\n")
        return quoted if len(quoted) == len(values) else None
    return None if _LINE_END.search("".join(values)) else [_quoted(one) for one in values]


@lru_cache(maxsize=1024)
def _pieces(subtype: Subtype, form: Form) -> tuple[bytes, ...]:
    """The head and the literals in quoted-printable, with nothing in the places between them. Soft
    line breaks on both sides of each place keep the lines short, whatever comes there."""
    *literals, last = form.literals
    ended = last if _LINE_END.search(last[-1:]) else f"{last}\n"
    pieces = [_SOFT_BREAK + _quoted(one) + _SOFT_BREAK for one in (*literals, ended)]
    pieces[0] = _head(subtype, "quoted-printable") + pieces[0].removeprefix(_SOFT_BREAK)
    pieces[-1] = pieces[-1].removesuffix(_SOFT_BREAK)
    return tuple(piece for one in pieces for piece in (one, b""))[:-1]


def _quoted(text: str) -> bytes:
    """Soft breaks come out of binascii as LF where the text has no CRLF, so they all do."""
    return binascii.b2a_qp(_LINE_END.sub("\n", text).encode()).replace(b"\n", b"\r\n")


def _encode(octets: bytes) -> tuple[str, bytes]:
    """The way that keeps most of it readable: as it is, quoted-printable, or base64 for texts
    that are mostly not ASCII (quoted-printable makes six times of Arabic)."""
    if _fits_7bit(octets):
        return "7bit", octets
    foreign = len(octets) - len(octets.decode().encode("ascii", "ignore"))
    if foreign * 3 > len(octets):
        return "base64", base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return "quoted-printable", binascii.b2a_qp(octets)


def _fits_7bit(octets: bytes) -> bool:
    if not octets.isascii() or b"\0" in octets or _NEVER_ENCODED in octets:
        return False
    return all(len(line) <= _LINE_OCTETS for line in octets.split(b"\r\n"))
