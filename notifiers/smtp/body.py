"""The text and HTML of a mail as MIME parts."""

import base64
import binascii
import re
from typing import Literal

_LINE_END = re.compile("\r\n|\r|\n")
_LINE_OCTETS = 998
_NEVER_ENCODED = b"=_"
"""Quoted-printable and base64 cannot produce it, and 7bit is not used for a text that has it: a
boundary that begins with it occurs in no part."""


def body(text: str, html: str | None, boundary: str) -> bytes:
    """Content headers, an empty line and the content; only CRLF line ends, one at the end.
    Raises UnicodeEncodeError (a ValueError) for lone surrogates."""
    plain = _part("plain", text)
    if html is None:
        return plain
    mark = f"{_NEVER_ENCODED.decode()}{boundary}"
    head = f'Content-Type: multipart/alternative; boundary="{mark}"\r\n\r\n'.encode()
    edge = f"--{mark}".encode()
    return head + b"\r\n".join((edge, plain, edge, _part("html", html), edge + b"--", b""))


def _part(subtype: Literal["plain", "html"], content: str) -> bytes:
    octets = _LINE_END.sub("\r\n", content).encode()
    if not octets.endswith(b"\r\n"):
        octets += b"\r\n"
    encoding, encoded = _encode(octets)
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}'
    return head.encode() + b"\r\n\r\n" + encoded


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
