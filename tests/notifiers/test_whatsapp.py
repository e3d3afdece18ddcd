from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from notifiers import whatsapp
from notifiers.channel import Channel
from notifiers.errors import Refused
from notifiers.outgoing import Template
from service.demo.inbox import Inbox
from service.demo.server import running
from service.demo.twilio_stand_in import APPROVED, twilio_stand_in


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def channel(inbox: Inbox) -> AsyncIterator[Channel]:
    def now() -> datetime:
        return datetime.now(UTC)

    async with running(twilio_stand_in(inbox, "AC1", "token", now)) as url:
        settings = whatsapp.Settings(
            twilio_account_sid="AC1",
            twilio_auth_token="token",
            twilio_whatsapp_from="+15005550007",
            twilio_api_url=url,
        )
        channel = whatsapp.open_channel(settings, now)
        yield channel
        await channel.close()


async def test_it_reaches_the_number_on_whatsapp(channel, inbox, text_to) -> None:
    receipt = await channel.send(text_to("+6281200000001"))
    [message] = inbox.messages()
    assert receipt.provider_id.startswith("SM")
    assert (message.channel, message.to) == ("whatsapp", "+6281200000001")


async def test_outside_the_window_it_is_refused_without_blaming_the_number(
    channel, text_to
) -> None:
    with pytest.raises(Refused) as caught:
        await channel.send(text_to("+6281200063016"))
    assert caught.value.code == "63016"
    assert not caught.value.address_is_bad


async def test_a_template_goes_out_instead_of_the_text(channel, inbox, text_to) -> None:
    template = Template(APPROVED[0], {"1": "Siti", "2": "Kd9x3QmZ7pA"})
    await channel.send(replace(text_to("+6281200000001"), template=template))
    [message] = inbox.messages()
    assert message.text == "Hi Siti, how happy are you with us? https://fb.example/s/Kd9x3QmZ7pA"


@pytest.mark.parametrize(
    ("template", "code"),
    [(Template("HX" + "f" * 32, {}), "21655"), (Template(APPROVED[0], {"1": "Siti"}), "21656")],
)
async def test_a_wrong_template_is_refused_without_blaming_the_number(
    channel, text_to, template: Template, code: str
) -> None:
    with pytest.raises(Refused) as caught:
        await channel.send(replace(text_to("+6281200000001"), template=template))
    assert (caught.value.code, caught.value.address_is_bad) == (code, False)
