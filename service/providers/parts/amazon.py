"""What Amazon SNS shows on addresses of its own: certificates and confirmations."""

import re
from functools import lru_cache

from cryptography.x509 import Certificate, load_pem_x509_certificate

from service.providers import NoAnswer
from service.sources import Unusable

SECONDS = 5.0
MOST_KNOWN = 20
_known: dict[str, bytes] = {}


def is_of_amazon(url: str, region: str, path: str) -> bool:
    """Whether the address is that of SNS in this region, with a path like this: whoever posts
    names the address, and could name any."""
    place = rf"https://sns\.{re.escape(region)}\.amazonaws\.com(\.cn)?/"
    return re.fullmatch(place + path, url) is not None


async def certificate(url: str) -> Certificate:
    """ValueError or Unusable if none is there."""
    if url not in _known:
        content = await fetch(url)
        _read(content)
        if len(_known) >= MOST_KNOWN:
            _known.clear()
        _known[url] = content
    return _read(_known[url])


async def fetch(url: str) -> bytes:
    """What is there, Unusable if nothing is; redirects are not followed."""
    import httpx  # takes 4 MB of everybody else's memory

    try:
        async with httpx.AsyncClient(timeout=SECONDS) as http:
            answer = await http.get(url)
            if answer.is_client_error:
                raise Unusable("Amazon SNS has nothing at this address")
            return answer.raise_for_status().content
    except httpx.HTTPError as error:
        raise NoAnswer(f"Amazon SNS: {type(error).__name__}") from error


@lru_cache(MOST_KNOWN)
def _read(content: bytes) -> Certificate:
    return load_pem_x509_certificate(content)
