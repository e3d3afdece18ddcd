"""JSON that names a field twice in one object: some readers take the first, others the last."""

import re

import jiter

from surveys.errors import FieldError, Unreadable

TWICE = re.compile('duplicate key "(.*)" at line', re.DOTALL)  # jiter has no error of its own
LONGEST_NAME = 100


def refuse_ambiguous(body: bytes) -> None:
    """Unreadable names the field. What is no JSON at all is left to the parser, which says why.

    A second reading, in C: Python's own parser with a hook costs three times as much.
    """
    try:
        jiter.from_json(body, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        if found := TWICE.search(str(error)):
            name = found[1][:LONGEST_NAME]
            raise Unreadable(FieldError(name, "is there twice; send it once")) from error
