"""What a test needs of the machine. Where it is missing the test skips and says so; in CI, which
installs it, the test fails."""

import os
import shutil
from typing import NoReturn

import pytest


def program(*names: str) -> str:
    """Where the first of these is that there is."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    return found or missing(f"none of {', '.join(names)} is on the PATH")


def missing(what: str) -> NoReturn:
    """End the test that needs it."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)
