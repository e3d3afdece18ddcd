"""What Hypothesis draws from, shared by the tests of the domain."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st


def moments(first_year: int, last_year: int) -> st.SearchStrategy[datetime]:
    """Aware UTC datetimes from the beginning of one year to the beginning of another."""
    first = datetime(first_year, 1, 1, tzinfo=UTC)
    span = datetime(last_year, 1, 1, tzinfo=UTC) - first
    return st.timedeltas(timedelta(), span).map(first.__add__)
