"""What a request to an answer link carries as evidence. Addresses are cut to their network."""

from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any

from starlette.requests import Request

LONGEST = 200
KEPT = ("user-agent", "sec-fetch-dest", "sec-fetch-mode", "sec-purpose", "accept-language")


def headers_of(request: Request) -> Mapping[str, str]:
    """By name in small letters. Starlette's own look at all of them for each name."""
    raw = reversed(request.scope["headers"])  # of two with one name the first one counts
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}


def evidence_of(request: Request) -> dict[str, Any]:
    """Headers that help to grade a click, and the client's /24 or /48."""
    headers = headers_of(request)
    found = {name: headers[name][:LONGEST] for name in KEPT if name in headers}
    return found | {"method": request.method, "network": network_of(request)}


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
