"""Statements out of files."""

from importlib.resources import files

import pytest

from surveys import sql
from surveys.sql import statement

NAMES = [one.name.removesuffix(".sql") for one in files(sql).iterdir() if one.name.endswith(".sql")]


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_every_statement_is_whole_and_of_one_database(dialect: str) -> None:
    other = {"sqlite": "-- postgres", "postgres": "-- sqlite"}[dialect]
    for name in NAMES:
        lines = statement(name, dialect).splitlines()
        assert not [line for line in lines if "-- include" in line or line.endswith(other)], name


def test_a_part_of_others_takes_their_parameters() -> None:
    assert "r.segments->>$3 = $4" in statement("week.responses", "postgres")
    assert "r.segments->>$5 = $6" in statement("scores.responses", "postgres")
    assert "jsonb_array_elements($7::jsonb)" in statement("scores.responses", "postgres")
