"""What a request to an answer link carries as evidence. Addresses are cut to their network."""

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.requests import Request

from surveys.clicking import Link

LONGEST = 200
KEPT = (
    "user-agent", "accept", "accept-language", "sec-fetch-dest", "sec-fetch-mode", "sec-purpose",
    "purpose", "x-moz",
)  # fmt: skip
LONGEST_LOOK_MS = 86_400_000  # a day; whoever tells of more has not looked


def evidence_of(request: Request, link: Link, now: datetime) -> dict[str, Any]:
    """Headers that help to grade a click, the client's /24 or /48, and how long ago the newest
    message went out; None while none has."""
    headers = headers_of(request)
    found = {name: headers[name][:LONGEST] for name in KEPT if name in headers}
    sent = link.sent_at
    since = None if sent is None else round((now - sent).total_seconds(), 3)
    here = {"method": request.method, "network": network_of(request)}
    return found | here | {"since_sent_seconds": since}


def look_of(body: dict[str, Any], loaded_at: datetime, now: datetime) -> dict[str, Any]:
    """What the page's script tells; `age_ms` is by the server's own clock."""
    return {
        "visible_ms": _milliseconds(body.get("visible_ms")),
        "age_ms": int((now - loaded_at).total_seconds() * 1000),
        "webdriver": body.get("webdriver") is not False,
        "touched": body.get("touched") is True,
    }


def _milliseconds(told: object) -> int:
    if not isinstance(told, int | float) or not 0 <= told <= LONGEST_LOOK_MS:
        return 0
    return int(told)


def headers_of(request: Request) -> Mapping[str, str]:
    """By name in small letters. Starlette's own look at all of them for each name."""
    raw = reversed(request.scope["headers"])  # of two with one name the first one counts
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}


def network_of(request: Request) -> str:
    """The client's /24 or /48; "" when nobody knows."""
    return _network(request.client.host if request.client else "")


@lru_cache(maxsize=4096)
def _network(host: str) -> str:
    try:
        address = ip_address(host)
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
