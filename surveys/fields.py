"""The one column type of our own: an aware UTC datetime kept as integer microseconds."""

from datetime import datetime
from typing import Any

from tortoise.fields.base import Field
from tortoise.models import Model

from surveys.instant import from_micros, to_micros


class InstantField(Field[datetime], datetime):
    """A datetime in Python, a BIGINT of microseconds since 1970 UTC in the database."""

    SQL_TYPE = "BIGINT"

    def to_db_value(self, value: Any, instance: type[Model] | Model) -> int | None:
        """Refuse naive datetimes by arithmetic (TypeError); integers pass as they are."""
        return to_micros(value) if isinstance(value, datetime) else value

    def to_python_value(self, value: Any) -> datetime | None:
        """Integers from the database become aware UTC datetimes."""
        return from_micros(value) if isinstance(value, int) else value
