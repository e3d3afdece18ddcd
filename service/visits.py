"""Names a page load, so that forms sent from one page are told from those of many."""

import os
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys.instant import from_micros, to_micros
from surveys.keyring import Keyring

LONGEST_VISIT = timedelta(days=7)  # a page may stay open in a tab


@dataclass(frozen=True, slots=True)
class Visit:
    """One load of an answer page. `name` is '' for a request that came without one."""

    name: str
    loaded_at: datetime


def new_name() -> str:
    """Names a page load that begins."""
    return os.urandom(8).hex()


def new_nonce(keyring: Keyring, token: str, now: datetime, name: str | None = None) -> str:
    """A signed name for a page load; give `name` to carry the visit on to the next page."""
    name = name or new_name()
    moment = to_micros(now)
    return f"{name}.{moment:x}.{keyring.tag('visit', f'{token}.{name}.{moment:x}')}"


def visit_of(keyring: Keyring, token: str, nonce: str, now: datetime) -> Visit | None:
    """The visit of a genuine, recent nonce of this very link, None for anything else."""
    name, _, rest = nonce.partition(".")
    moment, _, tag = rest.partition(".")
    if not (nonce.isascii() and nonce.isprintable() and name):
        return None
    if not keyring.tag_fits("visit", f"{token}.{name}.{moment}", tag):
        return None
    loaded_at = from_micros(int(moment, 16))
    return Visit(name, loaded_at) if now - loaded_at <= LONGEST_VISIT else None
