"""Comparing signatures, and the clock beside them. Every failure is BadSignature."""

import base64
import hmac
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from service.sources import BadSignature
from surveys.instant import EPOCH

TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 16


def check(offered: Sequence[str], secrets: Sequence[str], sign: Callable[[bytes], str]) -> None:
    """One of the first 16 signatures must be that of one of the secrets: so both sides rotate."""
    check_keys(offered, [secret.encode("utf-8", "surrogatepass") for secret in secrets], sign)


def check_keys(offered: Sequence[str], keys: Iterable[bytes], sign: Callable[[bytes], str]) -> None:
    """The same for keys that are not the secret as it stands.

    An empty key never counts, or a stranger could sign with it. Compares in constant time.
    """
    expected = [sign(key).encode("utf-8", "surrogatepass") for key in keys if key]
    given = [one.encode("utf-8", "surrogatepass") for one in offered[:MOST_SIGNATURES]]
    if not any(hmac.compare_digest(other, one) for one in expected for other in given):
        raise BadSignature("no signature fits")


def check_shown(offered: Sequence[str], secrets: Sequence[str]) -> None:
    """For senders that sign nothing, but show the secret itself."""
    check(offered, secrets, lambda key: key.decode("utf-8", "surrogatepass"))


def in_base64(key: bytes, content: bytes) -> str:
    """HMAC-SHA256."""
    return base64.b64encode(hmac.digest(key, content, "sha256")).decode()


def in_hex(key: bytes, content: bytes, algorithm: str = "sha256") -> str:
    """An HMAC in lower case hexadecimal."""
    return hmac.digest(key, content, algorithm).hex()


def seconds(timestamp: str) -> datetime:
    """The moment that whole seconds since 1970 say; no sign, no point, no other digits."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise BadSignature("the timestamp is not whole seconds since 1970")
    return _after_epoch(timedelta(seconds=int(timestamp)))


def milliseconds(timestamp: str) -> datetime:
    """The moment that whole milliseconds since 1970 say."""
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 15):
        raise BadSignature("the timestamp is not whole milliseconds since 1970")
    return _after_epoch(timedelta(milliseconds=int(timestamp)))


def check_age(signed_at: datetime, now: datetime) -> None:
    """At most five minutes ago, or ahead of us."""
    if abs(now - signed_at) > TOLERANCE:
        raise BadSignature("the timestamp is more than five minutes away")


def _after_epoch(span: timedelta) -> datetime:
    try:
        return EPOCH + span
    except OverflowError as error:
        raise BadSignature("the timestamp lies beyond the year 9999") from error
