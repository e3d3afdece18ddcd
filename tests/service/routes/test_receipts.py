"""POST /receipts/{channel}: Twilio's callbacks and what customers write back."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from structlog.testing import capture_logs
from twilio.request_validator import RequestValidator

from service.demo.stage import write_back
from tests.cast import column, rows
from tests.service.house import House, open_house

TOKEN = "stand-in"
PHONE = "+628125550001"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """With telephones."""
    async with open_house(database_url, phones=True) as found:
        yield found


async def say(
    house: House, said: dict[str, str], path: str = "/receipts/sms", token: str = TOKEN
) -> httpx.Response:
    """What Twilio posts, signed for the public address."""
    public = house.engine.settings.base_url + path
    signature = RequestValidator(token).compute_signature(public, said)
    headers = {"X-Twilio-Signature": signature, "Content-Type": FORM}
    return await house.web.post(path, content=urlencode(said), headers=headers)


async def ask(house: House, number: int, **overrides: Any) -> str:
    """Customer 1, who has a telephone, buys something: the event's id."""
    customer = {"id": "c-1", "phone": PHONE, "email": "ani@example.com"}
    return await house.buy(number, customer=customer, **overrides)


async def channels(house: House, count: int) -> list[str]:
    """How the messages went out, once there are so many."""
    return [one.channel for one in reversed(await house.mails(count))]


async def test_twilio_is_asked_to_tell_and_what_it_tells_is_in_the_story(house: House) -> None:
    await house.publish(channels=["sms"])
    event = await ask(house, 1)

    async def delivered() -> bool | None:
        [invitation] = (await house.story(event))["invitations"] or [{"messages": []}]
        return True if [m["state"] for m in invitation["messages"]] == ["delivered"] else None

    await house.until(delivered)
    provider = await column(house.engine.database, "SELECT provider_id FROM message")
    assert provider[0].startswith("SM")


@pytest.mark.parametrize(
    ("suffix", "states"),
    [
        ("20498", ["sms delivered"]),  # Twilio's answer was lost
        ("30099", ["sms delivered"]),  # callbacks in any order
        ("30005", ["sms failed", "email sent"]),
        ("21614", ["sms failed", "email sent"]),
    ],
)
async def test_however_twilio_tells_it_the_message_ends_where_it_must(
    house: House, suffix: str, states: list[str]
) -> None:
    await house.publish(channels=["sms", "email"])
    customer = {"id": "c-1", "phone": f"+62812000{suffix}", "email": "ani@example.com"}
    event = await house.buy(1, customer=customer)

    async def ended() -> bool | None:
        [invitation] = (await house.story(event))["invitations"] or [{"messages": []}]
        found = [f"{one['channel']} {one['state']}" for one in invitation["messages"]]
        return True if found == states else None

    await house.until(ended)


@pytest.mark.parametrize("code", ["30034", "21408"])  # by callback, at once
async def test_the_operator_is_warned_of_what_is_about_the_sender(house: House, code: str) -> None:
    await house.publish(channels=["sms"])
    with capture_logs() as logs:
        await house.buy(1, customer={"id": "c-1", "phone": f"+62812000{code}"})

        async def warned() -> bool | None:
            return True if any(one["log_level"] == "warning" for one in logs) else None

        await house.until(warned)
    [warning] = [one for one in logs if one["log_level"] == "warning"]
    told = (warning["event"], warning["channel"], warning["code"])
    assert told == ("message.refused_by_policy", "sms", code)


async def test_a_callback_is_answered_204_whether_it_is_news_or_not(house: House) -> None:
    await house.publish(channels=["sms", "email"])
    await ask(house, 1)
    await house.mails(1)
    [row] = await rows(
        house.engine.database,
        "SELECT m.id, i.token FROM message AS m JOIN invitation AS i ON i.id = m.invitation_id",
    )
    own = f"aw-{row['id']}-{row['token'][:6].lower()}"
    for reference in (own, own, "aw-999-abcdef", "rubbish", ""):
        path = f"/receipts/sms?message={reference}"
        answer = await say(house, {"MessageSid": "SM1", "MessageStatus": "sent"}, path)
        assert (answer.status_code, answer.content) == (204, b"")


async def test_stop_closes_the_channel_for_the_number_and_start_opens_it(house: House) -> None:
    await house.publish(channels=["sms", "email"])
    for word, number, expected in (("Stop", 1, "email"), ("START", 2, "sms")):
        answer = await say(house, {"From": PHONE, "Body": word, "MessageSid": f"SM{number}"})
        assert (answer.status_code, answer.text) == (200, "<Response/>")
        assert answer.headers["content-type"].startswith("text/xml")
        await ask(house, number)
        assert (await channels(house, number))[-1] == expected


@pytest.mark.parametrize(("channel", "prefix"), [("sms", ""), ("whatsapp", "whatsapp:")])
async def test_a_reply_answers_the_question_that_went_to_its_number(
    house: House, channel: str, prefix: str
) -> None:
    await house.publish(channels=[channel])
    await ask(house, 1)
    [message] = await house.mails(1)
    assert "Reply 0 to 10" in message.text
    await house.quiet()
    said = {"From": prefix + PHONE, "To": prefix + "+15005550006", "MessageSid": "SM9"}
    for _ in range(2):  # Twilio may say everything twice
        answer = await say(house, said | {"Body": "9/10 great service"})
        assert (answer.status_code, answer.text) == (200, "<Response/>")
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "great service")
    assert (response["evidence"], response["channel"]) == ("explicit", channel)
    scores = await house.scores()
    assert scores["total"]["counts"]["9"] == 1


async def test_a_score_by_its_name_answers_in_the_languages_of_the_survey(house: House) -> None:
    texts = {"en": {"question": "Happy?"}, "id": {"question": "Puas?"}}
    await house.publish("csat", "csat", channels=["sms"], texts=texts)
    await ask(house, 1)
    [message] = await house.mails(1)
    assert "Reply 1 to 5 (5 = Very happy) or tap:" in message.text
    await house.quiet()
    await say(house, {"From": PHONE, "Body": "sangat puas, terima kasih"})
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (5, "terima kasih")


async def test_who_replies_in_the_demos_inbox_answers(house: House) -> None:
    await house.publish(channels=["whatsapp"])
    await ask(house, 1)
    [message] = await house.mails(1)
    await house.quiet()
    await write_back(house.engine.settings.base_url, message, "nine, thanks")
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "thanks")


async def test_what_answers_nothing_is_kept_for_a_person(house: House) -> None:
    for said in ({"From": PHONE, "Body": "9\x00"}, {"From": "rubbish\x00", "Body": "STOP"}, {}):
        assert (await say(house, said)).status_code == 200
    kept = (await house.api.get("/v1/inbound")).json()["data"]
    assert [(one["sender"], one["outcome"]) for one in kept] == [
        ("rubbish\N{REPLACEMENT CHARACTER}", "stop"),
        (PHONE, "unmatched"),
    ]


async def test_stop_by_whatsapp_holds_for_a_number_that_people_write_otherwise(
    house: House,
) -> None:
    await house.publish(channels=["whatsapp", "email"])
    await say(house, {"From": "whatsapp:+5215512345678", "Body": "STOP"})
    [kept] = (await house.api.get("/v1/inbound")).json()["data"]
    assert (kept["sender"], kept["outcome"]) == ("+525512345678", "stop")
    await house.buy(1, customer={"id": "c-1", "phone": "+525512345678", "email": "a@example.com"})
    assert await channels(house, 1) == ["email"]


async def test_who_has_not_signed_is_refused_on_every_channel(house: House) -> None:
    stop = {"From": PHONE, "Body": "STOP"}
    for channel in ("sms", "whatsapp", "pigeon"):
        answer = await say(house, stop, f"/receipts/{channel}", token="another")
        assert answer.status_code == 403
    assert (await say(house, stop, "/receipts/email")).status_code == 401  # Twilio sends no mail
    assert await column(house.engine.database, "SELECT id FROM suppression") == []
