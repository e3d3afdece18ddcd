from datetime import UTC, datetime

import pytest

from notifiers import whatsapp
from notifiers.twilio.templates import Unreachable, approvals
from service.demo.inbox import Inbox
from service.demo.server import running
from service.demo.twilio_stand_in import APPROVED, TEMPLATES, twilio_stand_in


def settings(url: str, token: str = "token") -> whatsapp.Settings:
    return whatsapp.Settings(
        twilio_account_sid="AC1",
        twilio_auth_token=token,
        twilio_whatsapp_from="+15005550007",
        twilio_api_url=url,
    )


async def test_it_tells_how_far_each_template_is_over_all_pages() -> None:
    stand_in = twilio_stand_in(Inbox(), "AC1", "token", lambda: datetime.now(UTC))
    async with running(stand_in) as url:
        found = await approvals(settings(url))
        with pytest.raises(Unreachable, match="401"):
            await approvals(settings(url, "wrong"))
    assert list(found) == list(TEMPLATES)
    assert [sid for sid, status in found.items() if status == "approved"] == list(APPROVED)


async def test_a_twilio_that_is_away_is_named() -> None:
    with pytest.raises(Unreachable, match="does not tell its templates"):
        await approvals(settings("http://127.0.0.1:1"))


def test_templates_are_asked_for_at_twilio_unless_another_place_is_set() -> None:
    assert whatsapp.Settings().content_url == "https://content.twilio.com"
    assert settings("http://127.0.0.1:1").content_url == "http://127.0.0.1:1"
