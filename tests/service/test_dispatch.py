"""Which words a WhatsApp message has: the template's, or our own within the session."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from service.demo.twilio_stand_in import APPROVED
from surveys.replies import Said
from tests.service.house import House, open_house

PHONE = "+628125550001"
TEMPLATE = {"content_sid": APPROVED[0], "variables": {"1": "{first_name}", "2": "{code}"}}
TEXTS = {"en": {"question": "How was it?", "whatsapp_template": TEMPLATE}}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """With telephones."""
    async with open_house(database_url, phones=True) as found:
        yield found


async def text(house: House, number: int, **survey: Any) -> str:
    """What the customer's telephone shows about their purchase `number`."""
    await house.publish(**{"channels": ["whatsapp"], "texts": TEXTS, **survey})
    await house.buy(number, customer={"id": "c-1", "phone": PHONE, "name": "Siti Rahma"})
    shown = (await house.mails(number))[0].text
    await house.quiet()
    return shown


async def writes(house: House, words: str) -> None:
    said = Said("whatsapp", PHONE, "+15005550006", words, house.clock())
    await house.engine.replies.take(said)


async def test_a_conversation_begins_with_the_template_and_goes_on_in_our_own_words(
    house: House,
) -> None:
    first = await text(house, 1)
    assert first.startswith("Hi Siti, how happy are you with us? https://fb.example/s/")
    assert (await house.web.get(f"/s/{first.rpartition('/')[2]}")).status_code == 200
    await writes(house, "9")
    house.clock.forward(hours=23)
    assert "How was it?" in await text(house, 2)
    await writes(house, "8")
    house.clock.forward(hours=24)
    assert (await text(house, 3)).startswith("Hi Siti, how happy")


async def test_a_survey_without_a_template_writes_its_own_words(house: House) -> None:
    assert "How was it?" in await text(house, 1, texts={"en": {"question": "How was it?"}})


async def test_other_channels_have_no_templates(house: House) -> None:
    assert "How was it?" in await text(house, 1, channels=["sms"])
