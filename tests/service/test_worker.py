"""The whole job on every channel: claimed, sent, recorded, and what follows when it fails."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from notifiers.email import EmailChannel
from notifiers.errors import Refused, TryLater
from notifiers.lane import lanes_of
from notifiers.outgoing import Outgoing, Receipt
from service import references
from service.demo.inbox import InboxMessage
from service.passage import BEHIND
from surveys.delivery import Due
from surveys.errors import Unavailable
from surveys.outbox import Outbox
from tests.cast import column, value
from tests.service.house import House, answer_path, open_house, purchase
from tests.service.markup import Markup

CHANNELS = ["whatsapp", "sms", "email"]
TEXTS = {"en": {"question": "How was it, {first_name}?"}, "id": {"question": "Bagaimana?"}}


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """With telephones."""
    async with open_house(database_url, phones=True) as found:
        yield found


def who(phone: str | None = None, **more: Any) -> dict[str, Any]:
    """A customer."""
    found = {"id": "c-1", "email": "ani@example.com", "phone": phone, "name": "Ani Kusuma"} | more
    return {name: value for name, value in found.items() if value is not None}


async def messages(house: House, event_id: str, *states: str) -> list[dict[str, Any]]:
    """An event's messages, once they are in these states."""

    async def there() -> list[dict[str, Any]] | None:
        story = await house.story(event_id)
        found = [message for one in story["invitations"] for message in one["messages"]]
        return found if [one["state"] for one in found] == list(states) else None

    result: list[dict[str, Any]] = await house.until(there)
    return result


@pytest.mark.parametrize("channel", CHANNELS)
async def test_a_message_arrives_and_its_link_can_be_answered(house: House, channel: str) -> None:
    await house.publish(channels=[channel], texts=TEXTS)
    await house.buy(1, customer=who("+628125550001"))
    [message] = await house.mails(1)
    assert message.channel == channel
    assert message.to == {"email": "ani@example.com"}.get(channel, "+628125550001")
    path = answer_path(message)
    page = await house.web.get(path)
    assert Markup(page.text).all("input", name="score")
    assert "Ani" not in page.text  # whoever has the link may see the page
    await house.answer(path, 8)
    assert [(one["score"], one["channel"]) for one in await house.responses()] == [(8, channel)]


async def test_each_mail_comes_back_to_an_address_of_its_own(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = []

    async def take(outgoing: Outgoing) -> Receipt:
        paths.append(outgoing.return_path)
        return Receipt("taken")

    monkeypatch.setattr(house.engine.channels["email"], "send", take)
    await house.publish()
    for number, domain in ((1, None), (2, "bounces.example.com"), (3, "bounces.example.com")):
        new = {"bounce_domain": domain}
        house.engine.settings = house.engine.settings.model_copy(update=new)
        await messages(house, await house.buy(number), "sent")
    ids = await column(house.engine.database, "SELECT id FROM message ORDER BY id")
    found = [references.find([path or ""], house.engine.keyring) for path in paths]
    assert found == [None, (ids[1], ""), (ids[2], "")]


async def test_the_operator_is_warned_of_a_refusal_by_policy(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(outgoing: Outgoing) -> Receipt:
        raise Refused("rcpt: 550 5.7.1 blocked", "550", by_policy=True)

    monkeypatch.setattr(house.engine.channels["email"], "send", refuse)
    await house.publish()
    with capture_logs() as logs:
        await messages(house, await house.buy(1), "failed")
    [warning] = [one for one in logs if one["log_level"] == "warning"]
    assert (warning["event"], warning["code"]) == ("message.refused_by_policy", "550")


async def test_the_first_channel_that_the_contact_has_is_used(house: House) -> None:
    await house.publish(channels=CHANNELS)
    await house.buy(1, customer=who())
    [message] = await house.mails(1)
    assert message.channel == "email"


async def test_it_speaks_the_language_of_the_contact(house: House) -> None:
    await house.publish(texts=TEXTS)
    await house.buy(1, customer=who(locale="id-ID"))
    await house.buy(2, customer=who(id="c-2", email="z@example.com", locale="fr"))
    found: dict[str, InboxMessage] = {one.to: one for one in await house.mails(2)}
    assert "Bagaimana?" in found["ani@example.com"].text
    assert "How was it, Ani?" in found["z@example.com"].text


async def test_a_channel_that_fails_for_good_gives_way_to_the_next(house: House) -> None:
    await house.publish(channels=CHANNELS)
    event_id = await house.buy(1, customer=who("+62812563016"))  # no WhatsApp session
    first, second = await messages(house, event_id, "failed", "delivered")
    assert (first["channel"], first["code"]) == ("whatsapp", "63016")
    assert (second["channel"], second["kind"]) == ("sms", "fallback")
    assert [one.channel for one in house.inbox.messages()] == ["sms"]


async def test_a_bad_number_is_never_tried_again_on_any_channel(house: House) -> None:
    await house.publish(channels=CHANNELS)
    event_id = await house.buy(1, customer=who("+62812521211"))
    found = await messages(house, event_id, "failed", "suppressed", "sent")
    assert [one["channel"] for one in found] == CHANNELS
    assert [one.channel for one in house.inbox.messages()] == ["email"]
    again = await house.story(await house.buy(2, customer=who("+62812521211")))
    assert again["invitations"][0]["channels"] == ["email"]


@pytest.mark.parametrize("suffix", ["63003", "63024"])
async def test_a_number_without_whatsapp_is_asked_by_sms(house: House, suffix: str) -> None:
    await house.publish(channels=CHANNELS)
    event_id = await house.buy(1, customer=who(f"+62812000{suffix}"))
    first, second = await messages(house, event_id, "failed", "delivered")
    assert (first["channel"], first["code"]) == ("whatsapp", suffix)
    assert second["channel"] == "sms"
    again = await house.story(await house.buy(2, customer=who(f"+62812000{suffix}")))
    assert again["invitations"][0]["channels"] == ["sms", "email"]


async def test_when_no_channel_is_left_the_invitation_has_failed(house: House) -> None:
    await house.publish(channels=["sms"])
    event_id = await house.buy(1, customer=who("+62812521614"))
    await messages(house, event_id, "failed")
    story = await house.story(event_id)
    assert story["invitations"][0]["state"] == "failed"
    total = (await house.scores())["total"]
    assert (total["sent"], total["n"]) == (0, 0)


async def test_a_temporary_refusal_is_tried_again_later_and_not_before(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(outgoing: Outgoing) -> Receipt:
        raise TryLater("rcpt: 450 greylisted", "450")

    monkeypatch.setattr(house.engine.channels["email"], "send", refuse)
    await house.publish()
    event_id = await house.buy(1)

    async def tried() -> dict[str, Any] | None:
        [message] = await messages(house, event_id, "queued")
        return message if message["attempts"] else None

    message = await house.until(tried)
    assert (message["attempts"], message["code"]) == (1, "450")
    assert message["due_at"] > house.clock().isoformat()
    assert house.inbox.messages() == []


async def test_an_account_that_takes_no_more_rests_and_no_try_is_lost(house: House) -> None:
    await house.publish(channels=["sms"])
    busy = await house.buy(1, customer=who("+62812520429"))  # too many requests

    async def met() -> dict[str, Any] | None:
        [message] = await messages(house, busy, "queued")
        return message if message["code"] else None

    message = await house.until(met)
    assert (message["attempts"], message["code"]) == (0, "429")
    pause = timedelta(seconds=30)
    assert message["due_at"] == (house.clock() + pause + BEHIND).isoformat()
    other = await house.buy(2, customer=who("+628125550002", id="c-2", email="b@example.com"))
    await messages(house, other, "queued")
    assert house.inbox.messages() == []
    house.clock.now += pause
    await messages(house, other, "delivered")
    assert (await messages(house, busy, "queued"))[0]["attempts"] == 0


@pytest.mark.parametrize("number", ["+62812520499", "+62812520500"])
async def test_what_may_have_arrived_is_never_sent_again_and_settled_by_a_click(
    house: House, number: str
) -> None:
    """The line breaks in the middle of Twilio's answer, or Twilio fails in itself."""
    await house.publish(channels=["sms", "email"])
    event_id = await house.buy(1, customer=who(number))
    [message] = await messages(house, event_id, "unknown")
    assert message["error"]
    house.clock.forward(days=5)
    house.bell()
    token = await value(house.engine.database, "SELECT token FROM invitation")
    assert (await house.web.get(f"/r/{token}/9")).status_code == 200
    [message] = await messages(house, event_id, "sent")
    assert message["attempts"] == 1
    assert house.inbox.messages() == []


async def test_many_events_at_once_give_one_message_each(house: House) -> None:
    await house.publish()
    await house.post([purchase(number) for number in range(100)])
    found = await house.mails(100)
    assert len({message.to for message in found}) == 100


async def test_slow_messages_hold_up_nobody_while_a_sender_is_free(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish()
    real, slow, released = house.engine.channels["email"], [], asyncio.Event()

    class Slow:
        close, lanes = real.close, lanes_of("email", real)

        async def send(self, outgoing: Outgoing) -> Receipt:
            if not outgoing.to.startswith("customer-8@"):
                slow.append(outgoing)
                await released.wait()
            return await real.send(outgoing)

    monkeypatch.setitem(house.engine.channels, "email", Slow())
    await house.post([purchase(number) for number in range(7)])

    async def all_slow() -> bool | None:
        return len(slow) == house.engine.settings.senders - 1 or None

    await house.until(all_slow)
    await house.buy(8)
    assert await house.mail(8)
    released.set()
    assert len(await house.mails(8)) == 8


async def test_a_mail_says_which_survey_it_belongs_to(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, send = [], EmailChannel.send

    async def note(channel: EmailChannel, outgoing: Outgoing) -> Receipt:
        sent.append(outgoing.headers["Feedback-ID"])
        return await send(channel, outgoing)

    monkeypatch.setattr(EmailChannel, "send", note)
    await house.publish("after-visit", reminders=[{"after": "3d"}])
    event_id = await house.buy(1)
    await messages(house, event_id, "sent", "queued")
    house.clock.forward(days=3)
    await messages(house, event_id, "sent", "sent")
    assert sent == ["after-visit:nps:first:afterword", "after-visit:nps:reminder:afterword"]


async def test_a_reminder_comes_once_and_only_to_who_has_not_answered(house: House) -> None:
    await house.publish(reminders=[{"after": "3d"}])
    silent, answered = await house.buy(1), await house.buy(2)
    await messages(house, silent, "sent", "queued")
    await messages(house, answered, "sent", "queued")
    await house.answer(answer_path(await house.mail(2)), 9)
    house.clock.forward(days=3)
    await messages(house, silent, "sent", "sent")
    await messages(house, answered, "sent", "withdrawn")
    house.clock.forward(days=10)
    house.bell()
    to = [message.to for message in house.inbox.messages()]
    assert sorted(to) == ["customer-1@example.com"] * 2 + ["customer-2@example.com"]
    first, reminder = [one for one in house.inbox.messages() if one.to.startswith("customer-1@")]
    assert answer_path(first) == answer_path(reminder)


async def test_a_worker_that_is_stopped_in_the_middle_of_a_claim_sends_what_it_claimed(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish()
    claimed, claim = asyncio.Event(), Outbox.claim

    async def slow(*arguments: Any) -> list[Due]:
        if found := await claim(*arguments):
            claimed.set()
            await asyncio.sleep(0.2)
        return found

    monkeypatch.setattr(Outbox, "claim", slow)
    await house.post([purchase(number) for number in range(5)])
    await asyncio.wait_for(claimed.wait(), 10)
    await house.worker.stop()
    assert await house.count("SELECT COUNT(*) FROM message WHERE state = 'claimed'") == 0
    assert house.inbox.messages()


@pytest.mark.parametrize("step", ["details", "_begin", "record"])
async def test_what_an_outage_hid_after_the_claim_is_sent_when_it_is_over(
    house: House, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """The claim is on disk, its messages are not in anybody's hands."""
    await house.publish(channels=["email"])
    whole, left = getattr(Outbox, step), [1]

    async def broken(self: Outbox, *args: Any) -> Any:
        if left and left.pop():
            raise Unavailable("the line broke")
        return await whole(self, *args)

    monkeypatch.setattr(Outbox, step, broken)
    event_ids = [await house.buy(number) for number in range(3)]
    await house.mails(3)
    for event_id in event_ids:
        [message] = await messages(house, event_id, "sent")
        assert message["attempts"] == 1


async def test_an_outcome_is_written_down_however_odd_the_trouble_was(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish(channels=["email"])
    whole, left = Outbox.record, [1]

    async def broken(self: Outbox, *args: Any) -> Any:
        if left and left.pop():
            raise RuntimeError("nobody thought of this")
        return await whole(self, *args)

    monkeypatch.setattr(Outbox, "record", broken)
    event_id = await house.buy(1)
    await messages(house, event_id, "sent")


async def test_a_fault_of_ours_on_the_way_out_leaves_the_outcome_unknown(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Any:
        raise RuntimeError("nobody thought of this")

    await house.publish(channels=["email"])
    monkeypatch.setattr(house.worker._lanes, "heard", broken)
    event_id = await house.buy(1)
    [message] = await messages(house, event_id, "unknown")
    assert message["error"] == "a fault of ours: RuntimeError"
