"""What a request to an answer link carries as evidence. Addresses are cut to their network."""

from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.requests import Request

from surveys.clicking import Link

LONGEST = 200
NAMES = (
    "user-agent", "accept", "accept-language", "sec-fetch-dest", "sec-fetch-mode", "sec-purpose",
    "purpose", "x-moz",
)  # fmt: skip
KEPT = {name.encode(): name for name in NAMES}
LONGEST_LOOK_MS = 86_400_000  # a day; whoever tells of more has not looked


def evidence_of(request: Request, link: Link, now: datetime) -> dict[str, Any]:
    """Headers that help to grade a click, the client's /24 or /48, and how long ago the newest
    message went out; None while none has."""
    found: dict[str, Any] = {}
    for name, value in request.scope["headers"]:
        if name in KEPT:  # of two with one name the first one counts
            found.setdefault(KEPT[name], value[:LONGEST].decode("latin-1"))
    sent = link.sent_at
    found["method"], found["network"] = request.method, network_of(request)
    found["since_sent_seconds"] = sent and round((now - sent).total_seconds(), 3)
    return found


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
