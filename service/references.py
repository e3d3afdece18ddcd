"""How a message of ours is called where others name it: in Message-IDs, return paths and receipts.

    aw-12-k3x9pq                      the reference; beginning of the answer token, in lower case
    b.12.0f3c9a7be1d2045c6d@bounces   the return path: only this service can have made it

Some mail servers change the case of addresses, so both are read in any.
"""

import re
from collections.abc import Iterable

from surveys.keyring import Keyring

_REFERENCE = re.compile(r"aw-([0-9]{1,18})-([0-9a-z]{6})")
_RETURN_PATH = re.compile(r"(?<![^\s<:+=,;])b\.([0-9]{1,18})\.([0-9a-f]{18})@")
_MENTIONED = re.compile(rf"(?<![^\s<]){_REFERENCE.pattern}(?![0-9a-z])")
PURPOSE = "return path"

Known = tuple[int, str]
"""The message's id and how its token begins; that is \"\" where a tag has proven the id."""


def reference_of(message_id: int, token: str) -> str:
    """The same over all attempts. The beginning of the answer token keeps databases apart."""
    return f"aw-{message_id}-{token[:6].lower()}"


def read(reference: str) -> Known | None:
    """The message of a reference, None for anything else."""
    found = _REFERENCE.fullmatch(reference)
    return (int(found[1]), found[2]) if found else None


def return_path(message_id: int, keyring: Keyring, domain: str | None) -> str | None:
    """Where the mail goes when it cannot be delivered; None without a domain for that."""
    if domain is None:
        return None
    return f"b.{message_id}.{keyring.tag(PURPOSE, str(message_id))}@{domain}"


def find(names: Iterable[str], keyring: Keyring) -> Known | None:
    """The message that headers name: a return path says more than a Message-ID does."""
    lower = [name.lower() for name in names]
    for name in lower:
        for message_id, tag in _RETURN_PATH.findall(name):
            if keyring.tag_fits(PURPOSE, message_id, tag):
                return int(message_id), ""
    mentioned = (found for name in lower if (found := _MENTIONED.search(name)))
    return next(((int(one[1]), one[2]) for one in mentioned), None)
