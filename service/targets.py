"""Where webhooks may go: to the public Internet by https, never into the operator's own network.

A name is looked up once for each request, every address of it is looked at, and the request goes to
the very address that was looked at: a name that answers differently the next time gains nothing.
"""

import asyncio
import socket
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from surveys.errors import FieldError, InvalidInput

LOOPBACK = ("localhost", "127.0.0.1", "[::1]", "::1")
LONGEST = 2000
# IPv6 that leads to an IPv4 address, which Python calls global, and what used to be local
LEADS_INSIDE = tuple(
    map(ip_network, ("::/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "fec0::/10"))
)


class Forbidden(Exception):
    """A name that leads where no webhook may go."""


@dataclass(frozen=True, slots=True)
class Target:
    """`address`: the IP that the request goes to; `host`: the name that its certificate has."""

    scheme: str
    host: str
    port: int
    address: str
    path: str

    @property
    def url(self) -> str:
        """With the address in it."""
        place = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.scheme}://{place}:{self.port}{self.path}"

    @property
    def authority(self) -> str:
        """For the header Host."""
        usual = {"https": 443, "http": 80}[self.scheme]
        return self.host if self.port == usual else f"{self.host}:{self.port}"


def check(url: str, base_url: str) -> str:
    """The url; InvalidInput when no webhook may go there. http only from a demo to itself."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise InvalidInput(FieldError("url", "is no address")) from error
    local = parts.hostname in LOOPBACK and urlsplit(base_url).hostname in LOOPBACK
    if parts.scheme != "https" and not (parts.scheme == "http" and local):
        raise InvalidInput(FieldError("url", "must begin with https://"))
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST
    if not parts.hostname or not plain or port == 0 or parts.username or parts.fragment:
        raise InvalidInput(FieldError("url", "write https://host/path, with no user and no #"))
    return url


async def look_up(url: str, base_url: str) -> Target:
    """Where a request goes; Forbidden, or OSError when there is no such name."""
    parts = urlsplit(check(url, base_url))
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(one[4][0]) for one in found]
    local = host in LOOPBACK and urlsplit(base_url).hostname in LOOPBACK
    if not local and (inner := [one for one in addresses if not _is_public(one)]):
        raise Forbidden(f"{host} leads to {inner[0]}, which is no public address")
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    return Target(parts.scheme, host, port, addresses[0], path)


def _is_public(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    if any(address in network for network in LEADS_INSIDE):
        return False
    inside = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and (inside is None or inside.is_global)
