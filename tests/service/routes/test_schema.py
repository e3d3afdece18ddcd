"""GET /schemas/survey.json."""

from pathlib import Path

from jsonschema import Draft202012Validator

import surveys
from surveys.survey_file import load
from tests.service.house import House

LIBRARY = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))


async def test_every_ready_survey_as_it_is_written_fits_the_schema_that_is_served(
    house: House,
) -> None:
    answer = await house.web.get("/schemas/survey.json")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("application/schema+json")
    validator = Draft202012Validator(answer.json())
    assert len(LIBRARY) > 5
    for path in LIBRARY:
        found = load(path.read_text("utf-8"))
        assert [error.message for error in validator.iter_errors(found)] == [], path.name
        assert not validator.is_valid({**found, "kind": "zps"})


async def test_anybody_may_keep_it_for_a_while(house: House) -> None:
    answer = await house.web.get("/schemas/survey.json")
    assert answer.headers["cache-control"] == "public, max-age=3600"
    assert "set-cookie" not in answer.headers
