"""What the editor shows beside a survey."""

import re

import pytest

from service import example
from service.previews import Setting, Sight, sight
from surveys.survey_file import parse
from tests.cast import NOW
from tests.service.house import answer_path, open_house
from tests.service.samples import survey

SETTING = Setting("https://fb.example", frozenset(), ("sms", "whatsapp"), NOW)
CHANNELS = ("email", "sms", "whatsapp")
TEXTS = {
    "en": {
        "question": "How was {store}, {first_name}?",
        "intro": "Hi {name},\n\nthank you.",
        "whatsapp": "Hi {first_name}, how was it?",
    },
    "ar": {"question": "كيف كانت تجربتك؟"},
}
QUESTIONS = [{"key": "why", "type": "text", "text": {"en": "Why?", "ar": "لماذا؟"}}]
BRAND = {"name": "Kopi Kita", "color": "#7a4a2b"}


def without_secrets(text: str | None) -> str:
    """Links, and what a page has of its visit, are another each time."""
    text = re.sub(r"/([rsu])/\w+", r"/\1/", (text or "").replace("\r\n", "\n"))
    return re.sub(r'(nonce" value|action)="[^"]*"', r'\1=""', text).strip()


async def test_they_are_what_customers_get_and_see(database_url: str) -> None:
    async with open_house(database_url, phones=True) as house:
        for channel in CHANNELS:
            more = {"texts": TEXTS, "brand": BRAND, "questions": QUESTIONS}
            await house.publish(channel, channels=[channel], **more)
        customer = {
            "id": "siti",
            "name": example.NAME,
            "email": "siti@example.com",
            "phone": "+62812555111",
            "locale": "en",
        }
        properties = dict.fromkeys(("store", "team"), example.SEGMENT)
        await house.buy(1, customer=customer, properties=properties)
        sent = {mail.channel: mail for mail in await house.mails(len(CHANNELS))}
        page = await house.web.get(answer_path(sent["email"]))
        conversing = house.engine.outbox.conversing
        setting = Setting(house.url, frozenset(), conversing, house.clock())
        for channel in CHANNELS:
            found = await house.engine.catalogue.by_key(channel)
            shown = sight(found.definition, "en", setting)
            [one] = shown.messages
            assert one.channel == channel
            assert without_secrets(one.text) == without_secrets(sent[channel].text)
            assert without_secrets(one.html) == without_secrets(sent[channel].html)
            assert channel != "email" or one.subject == sent[channel].subject
        assert without_secrets(shown.page) == without_secrets(page.text)


def english(**texts: object) -> Sight:
    """By SMS and WhatsApp, with these words."""
    found = survey(channels=["sms", "whatsapp"], texts={"en": {"question": "How?", **texts}})
    return sight(found, "en", SETTING)


def test_an_sms_tells_its_segments_and_the_character_that_makes_it_dear() -> None:
    plain, _ = english(sms="Was it good?").messages
    dear, whatsapp = english(sms="Was it good? 😀").messages
    assert (plain.segments, plain.strange) == (1, "")
    assert (dear.segments, dear.strange) == (2, "😀")
    assert whatsapp.segments is None


def test_a_whatsapp_template_is_shown_filled_in() -> None:
    template = {"content_sid": "HX" + "0" * 32, "variables": {"1": "{first_name}"}}
    sms, whatsapp = english(whatsapp_template=template).messages
    assert sms.template is None
    assert whatsapp.template is not None
    assert whatsapp.template.variables == {"1": "Siti"}


@pytest.mark.parametrize(("wanted", "shown"), [("id", "id"), ("fr", "en"), ("", "en")])
def test_it_is_in_a_language_of_the_survey(wanted: str, shown: str) -> None:
    assert sight(survey(), wanted, SETTING).language == shown


def test_a_channel_that_there_is_not_is_left_out() -> None:
    found = parse(survey().model_dump(mode="json", by_alias=True) | {"channels": ["pigeon"]})
    assert sight(found, "en", SETTING).messages == ()
