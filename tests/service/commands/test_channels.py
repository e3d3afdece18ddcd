from typing import Any

import pytest

from service.commands.channels import missing
from surveys import standings
from surveys.breaker import Standing
from surveys.database import Database
from tests.cast import NOW, survey
from tests.service.commands.shell import Shell

SID = "HX" + "0" * 31 + "1"
TEMPLATE = {"content_sid": SID, "variables": {"1": "{code}"}}


@pytest.mark.parametrize(
    ("texts", "known", "lines"),
    [
        ({"whatsapp_template": TEMPLATE}, {SID: "approved"}, []),
        ({"whatsapp_template": TEMPLATE}, {SID: "pending"}, [f"waiting  nps en: {SID} is pending"]),
        ({"whatsapp_template": TEMPLATE}, {}, [f"missing  nps en: Twilio does not know {SID}"]),
        ({}, {SID: "approved"}, ["missing  nps en: has no whatsapp_template"]),
    ],
)
def test_it_names_what_whatsapp_would_refuse(
    texts: dict[str, Any], known: dict[str, str], lines: list[str]
) -> None:
    made = survey("nps", channels=["whatsapp"], texts={"en": {"question": "How?"} | texts})
    assert list(missing(made, known)) == lines


def test_a_survey_that_never_goes_by_whatsapp_needs_no_template() -> None:
    assert list(missing(survey(channels=["sms"]), {})) == []


async def test_without_whatsapp_nothing_is_asked(shell: Shell) -> None:
    assert await shell.told("channels", "check") == "off      whatsapp"


async def test_it_names_a_relay_that_is_paused(shell: Shell, database: Database) -> None:
    well = Standing("mail.example.com:587")
    await standings.change(database, well, well.paused("connect: 421 busy", 0, NOW))
    output = await shell.run("channels", "check")
    assert output.code == 1
    assert output.text.splitlines() == [
        "trouble  mail.example.com:587 is paused until 2026-11-02 10:00:30 UTC "
        "because it said: connect: 421 busy",
        "off      whatsapp",
    ]
