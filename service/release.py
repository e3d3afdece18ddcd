"""Which version of Afterword this is."""

from functools import cache
from importlib.metadata import version


@cache
def release() -> str:
    """As it is installed; to look it up takes a millisecond."""
    return version("afterword")
