"""Hand-written statements, one a file: `<module>.<function>.sql`, so that grep finds both ends.

Parameters are `$1`, `$2`... on both databases; a list or dict goes in as JSON, and `$rows` are
those of `fetch_with`. A line that ends in `-- sqlite` or `-- postgres` is for that database only.
"""

from functools import cache
from importlib.resources import files


@cache
def statement(name: str, dialect: str) -> str:
    """The text of `name` for "sqlite" or "postgres"; FileNotFoundError if there is no such file."""
    other = "-- postgres" if dialect == "sqlite" else "-- sqlite"
    lines = files(__name__).joinpath(f"{name}.sql").read_text("utf-8").splitlines()
    return "\n".join(line for line in lines if not line.rstrip().endswith(other))
