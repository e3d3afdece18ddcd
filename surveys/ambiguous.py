"""JSON that names a field twice in one object: some readers take the first, others the last."""

import re
from contextlib import suppress
from typing import Any

import jiter

from surveys.errors import FieldError, Unreadable

TWICE = re.compile('duplicate key "(.*)" at line', re.DOTALL)  # jiter has no error of its own
LONGEST_NAME = 100


def read(body: bytes) -> Any:
    """What the JSON says; Unreadable names the field, ValueError is for what is no JSON.

    In C: Python's own parser with a hook costs three times as much.
    """
    try:
        return jiter.from_json(body, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        if found := TWICE.search(str(error)):
            name = found[1][:LONGEST_NAME]
            raise Unreadable(FieldError(name, "is there twice; send it once")) from error
        raise


def refuse_ambiguous(body: bytes) -> None:
    """The same for whoever reads it in another way. What is no JSON is left to them to refuse."""
    with suppress(ValueError):
        read(body)
