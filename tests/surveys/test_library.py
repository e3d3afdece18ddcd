"""The ready surveys: people copy them, and the demo runs on them."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import pytest

import surveys
from service.publishing import check
from service.words import languages
from surveys.definition import Definition
from surveys.kinds import kinds
from surveys.placeholders import fill, unknown_placeholders
from surveys.survey_file import read

FILES = sorted((Path(surveys.__file__).parent / "library").glob("*.yaml"))
EVERY_SURVEY = pytest.mark.parametrize(
    "definition", [read(path) for path in FILES], ids=lambda one: one.key
)


def test_it_has_a_survey_of_every_kind() -> None:
    found = {path.stem: read(path) for path in FILES}

    assert all(definition.key == stem for stem, definition in found.items())
    assert {definition.kind for definition in found.values()} == set(kinds())
    assert found["nps-after-purchase"].trigger.on == ("purchase.completed",)
    assert found["csat-after-ticket"].trigger.on == ("ticket.resolved",)
    assert found["csat-after-ticket"].withdraw_on == "ticket.reopened"


@EVERY_SURVEY
def test_it_speaks_english_first_and_the_interfaces_languages_as_fully(
    definition: Definition,
) -> None:
    assert definition.default_language == "en"
    assert set(definition.texts) == set(languages())
    for texts in definition.texts.values():
        assert texts.model_fields_set == definition.texts["en"].model_fields_set
    for question in definition.questions:
        labels: list[Mapping[str, str]] = [question.text, *question.options.values()]
        assert all(set(label) == set(languages()) for label in labels)


@EVERY_SURVEY
def test_it_can_be_published_as_it_is(definition: Definition) -> None:
    check(definition)


@EVERY_SURVEY
def test_it_asks_everybody_within_seconds_at_any_hour(definition: Definition) -> None:
    assert definition.delay <= timedelta(seconds=2)
    assert definition.quiet_hours is None
    assert definition.sample == 100


@EVERY_SURVEY
def test_it_can_reach_a_contact_who_has_only_an_email_address(definition: Definition) -> None:
    assert "email" in definition.channels


@EVERY_SURVEY
def test_it_uses_no_placeholder_that_nothing_fills(definition: Definition) -> None:
    assert unknown_placeholders(definition) == []


@EVERY_SURVEY
def test_it_reads_well_without_a_name(definition: Definition) -> None:
    for texts in definition.texts.values():
        for _, text in texts:
            filled = fill(text or "", {"brand": "Kopi Kita"})
            assert " ," not in filled
            assert "  " not in filled.replace("\n", "")
