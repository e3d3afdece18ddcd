"""What a request to an answer link carries as evidence. Addresses are cut to their network."""

from ipaddress import ip_address, ip_network
from typing import Any

from starlette.requests import Request

LONGEST = 200
KEPT = ("user-agent", "sec-fetch-dest", "sec-fetch-mode", "sec-purpose", "accept-language")


def evidence_of(request: Request) -> dict[str, Any]:
    """Headers that help to grade a click, and the client's /24 or /48."""
    found = {name: request.headers[name][:LONGEST] for name in KEPT if name in request.headers}
    return found | {"method": request.method, "network": _network(request)}


def _network(request: Request) -> str:
    try:
        address = ip_address(request.client.host if request.client else "")
    except ValueError:
        return ""
    return str(ip_network(f"{address}/{24 if address.version == 4 else 48}", strict=False))
