"""Addresses that a page may send people on to: whole ones, and only on origins that are allowed.

Browsers read an address in more ways than its author (`//evil`, `https:evil`, `\\evil`, a user name
that looks like a host, letters of other alphabets), so whatever is not plain is none.
"""

import re
from collections.abc import Collection

ORIGIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?")
ADDRESS = re.compile(
    rf"({ORIGIN.pattern})(?:/[!#-;=?-\[\]_a-z~]*)?"
)  # no quote, backslash or bracket


def allowed(address: str, origins: Collection[str]) -> bool:
    """Whether `address` is a whole one whose origin is, letter by letter, one of `origins`."""
    found = ADDRESS.fullmatch(address)
    return found is not None and found[1] in origins
