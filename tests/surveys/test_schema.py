from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

import surveys
from surveys.definition import Definition
from surveys.schema import file_schema
from surveys.survey_file import read
from tests.cast import survey

VALIDATOR = Draft202012Validator(file_schema())
LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))


def written(definition: Definition) -> dict[str, Any]:
    found: dict[str, Any] = definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return found


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(file_schema())
    yaml.safe_dump(file_schema())  # plain data


@pytest.mark.parametrize("path", LIBRARY, ids=lambda path: path.stem)
def test_every_ready_survey_fits_it(path: Path) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(written(read(path)))] == []


@pytest.mark.parametrize(
    "more",
    [
        {"trigger": {"on": "a.b", "earlier": {"on": ["c.d"], "exists": False}}},
        {"throttle": {"days": 3}},
        {"throttle": [{"days": 3}, {"days": 9, "across": "all"}]},
        {"quiet_hours": {"from": "21:00", "to": "08:00", "days": "sun"}},
        {"tags": [{"tag": "price", "any": "mahal", "scores": {"high": 6}}]},
        {"reminders": [{"after": "3d", "channels": "email"}], "sample": "12.5%"},
    ],
)
def test_what_can_be_published_fits_it(more: dict[str, Any]) -> None:
    as_written = written(survey()) | more
    assert survey(**more)
    assert VALIDATOR.is_valid(as_written)


@pytest.mark.parametrize(
    "more",
    [
        {"kind": "zps"},
        {"delay": "an hour"},
        {"sample": 0.5},
        {"colour": "red"},
        {"throttle": {"days": 0}},
        {"quiet_hours": {"from": "24:00", "to": "08:00"}},
        {"trigger": {"on": 1}},
    ],
)
def test_what_is_wrong_does_not(more: dict[str, Any]) -> None:
    assert not VALIDATOR.is_valid(written(survey()) | more)
