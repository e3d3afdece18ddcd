"""Programs and networks of machines that are known. They are data, and only lower a grade."""

from functools import cache, lru_cache
from importlib.resources import files
from ipaddress import IPv4Network, IPv6Network, ip_network


@lru_cache(maxsize=4096)
def is_bot(agent: str) -> bool:
    """Whether a User-Agent header is one of a program."""
    lower = agent.lower()
    for brand in (piece[1:] for piece in agents() if piece.startswith("!")):
        lower = lower.replace(brand, "")
    return any(piece in lower for piece in agents())


@lru_cache(maxsize=4096)
def is_datacenter(network: str) -> bool:
    """Whether a network, /24 or /48, lies within one of a machine's; '' does not."""
    if not network:
        return False
    found = ip_network(network)
    return any(
        found.subnet_of(known)  # type: ignore[arg-type]  # of one version
        for known in networks()
        if known.version == found.version
    )


@cache
def agents() -> tuple[str, ...]:
    """The pieces in agents.txt."""
    return _lines("agents.txt")


@cache
def networks() -> tuple[IPv4Network | IPv6Network, ...]:
    """The networks in networks.txt."""
    return tuple(ip_network(line) for line in _lines("networks.txt"))


def _lines(name: str) -> tuple[str, ...]:
    text = files(__package__).joinpath(name).read_text("utf-8")
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))
