"""The tables. What each word means is in the README; how the hot ones are written is in sql/.

No foreign keys between the big tables: they will be partitioned by month, their rows are written
in batches by one writer, and a rebuild of a parent on SQLite would empty its children by cascade.
Nothing here names a channel, a source or a kind of survey: those are files, not schema.

A class docstring becomes the table's comment; a semicolon in one would end the migration's
statement.
"""

from typing import Any

NAMES = (
    "access", "events", "people", "asking", "answers", "lanes", "cases", "delighted", "alerts",
    "webhooks", "search", "tags",
)  # fmt: skip
TORTOISE: dict[str, Any] = {
    "connections": {"default": "sqlite://:memory:"},
    "apps": {
        "surveys": {
            "models": [f"surveys.models.{name}" for name in NAMES],
            "default_connection": "default",
            "migrations": "surveys.migrations",
        }
    },
}
