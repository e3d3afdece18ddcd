"""How a message of ours is called where others name it: in Message-IDs and receipts."""

import re

_READ = re.compile(r"aw-([0-9]{1,18})-([0-9a-z]{6})")


def reference_of(message_id: int, token: str) -> str:
    """The same over all attempts. The beginning of the answer token keeps databases apart."""
    return f"aw-{message_id}-{token[:6].lower()}"


def read(reference: str) -> tuple[int, str] | None:
    """The message's id and how its token begins, None for anything else."""
    found = _READ.fullmatch(reference)
    return (int(found[1]), found[2]) if found else None
