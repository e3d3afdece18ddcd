"""Hand-written statements, one a file: `<module>.<function>.sql`, so that grep finds both ends.

Parameters are `$1`, `$2`... on both databases; a list or dict goes in as JSON, and `$rows` are
those of `fetch_with`. A line that ends in `-- sqlite` or `-- postgres` is for that database only.
`-- include NAME $4 $5` stands for another file, whose `$1` and `$2` are these.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

INCLUDE = re.compile(r"\s*-- include (\S+)(.*)")
PARAMETER = re.compile(r"\$(\d+)")


@cache
def statement(name: str, dialect: str) -> str:
    """The text of `name` for "sqlite" or "postgres"; FileNotFoundError if there is no such file."""
    other = "-- postgres" if dialect == "sqlite" else "-- sqlite"
    return "\n".join(_lines(name, other))


def _lines(name: str, other: str) -> Iterator[str]:
    for line in files(__name__).joinpath(f"{name}.sql").read_text("utf-8").splitlines():
        if line.rstrip().endswith(other):
            continue
        if not (found := INCLUDE.match(line)):
            yield line
            continue
        given = found[2].split()
        for part in _lines(found[1], other):
            yield _filled(part, given)


def _filled(line: str, given: Sequence[str]) -> str:
    return PARAMETER.sub(lambda one: given[int(one[1]) - 1], line)
