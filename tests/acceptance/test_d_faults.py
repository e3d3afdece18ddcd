"""D: what breaks on the way out. Processes that die or stop are in test_d_processes.py.

What other lists call `uncertain` is `unknown` here, and our relay has two days of patience.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import pytest

from surveys.delivery import PATIENCE, RETRY_MINUTES
from surveys.instant import from_micros
from surveys.rules import rules
from tests.acceptance.failing import (
    LONG_SECONDS,
    SHORT_SECONDS,
    mailing,
    messages,
    settled,
    texting,
)
from tests.cast import value
from tests.proxy import SILENT, Fault
from tests.service.house import House, open_house, purchase
from tests.sink import Sink

END = b"\r\n.\r\n"
SCHEDULED = [timedelta(minutes=minutes) for minutes in RETRY_MINUTES]


@asynccontextmanager
async def with_phones(database_url: str) -> AsyncIterator[House]:
    async with open_house(database_url, phones=True) as found:
        yield found


@pytest.mark.parametrize("answer", [b"450 4.2.0 Greylisted", b"451 4.3.0 Trouble"])
async def test_d10_a_temporary_refusal_is_tried_again_ever_later_and_eight_times_at_most(
    house: House, answer: bytes
) -> None:
    await house.publish()
    async with mailing(house, Sink({b"RCPT": answer})) as post:
        await house.buy(1)
        began, waits = house.clock(), []
        for tries in range(1, len(RETRY_MINUTES) + 2):
            [message] = await _tried(house, tries)
            if message["state"] == "failed":
                break
            due = from_micros(message["due_at"])
            waits.append(due - house.clock())
            house.clock.now = due - timedelta(seconds=1)
            assert await house.engine.outbox.claim(["email"], house.clock(), 9) == []
            house.clock.now = due
        assert message["state"] == "failed"
        assert message["error"].startswith("gave up: rcpt: 45")
        assert len(waits) == len(RETRY_MINUTES)
        assert house.clock() - began < PATIENCE
        for waited, planned in zip(waits, SCHEDULED, strict=True):
            assert 0.8 * planned <= waited <= 1.2 * planned
        assert [w / p for w, p in zip(waits, SCHEDULED, strict=True)] != [1] * len(waits)
        assert post.sink.mails == []


async def _tried(house: House, tries: int) -> list[dict[str, Any]]:
    async def found() -> list[dict[str, Any]] | None:
        all_of_them = await messages(house)
        done = [one for one in all_of_them if one["attempts"] == tries]
        return done if done and done[0]["state"] != "claimed" else None

    result: list[dict[str, Any]] = await house.until(found)
    return result


async def test_d10_a_relay_that_is_busy_is_tried_again_later(house: House) -> None:
    await house.publish()
    async with mailing(house, Sink({b"RCPT": b"421 4.3.2 Busy"})) as post:
        await house.buy(1)
        [message] = await post.settled()
        assert (message["state"], message["code"]) == ("queued", "421")
        assert message["due_at"] > _micros(house)


def _micros(house: House) -> int:
    return int(house.clock().timestamp() * 1e6)


@pytest.mark.parametrize(
    ("answer", "known_as_bad"),
    [
        (b"550 5.1.1 No such user", True),
        (b"550 No such user", True),
        (b"552 5.2.2 Full for good", False),
        (b"550 5.7.1 Blocked", False),
    ],
)
async def test_d11_a_refusal_for_good_is_not_repeated_and_a_dead_address_not_used_again(
    house: House, answer: bytes, known_as_bad: bool
) -> None:
    await house.publish()
    async with mailing(house, Sink({b"RCPT": answer})) as post:
        await house.buy(1)
        [message] = await post.settled()
        assert (message["state"], message["code"]) == ("failed", answer[:3].decode())
        post.sink.answers.clear()
        house.clock.forward(days=3)
        again = await house.story(await house.buy(2, person=1))
        assert (again["decisions"][0]["outcome"] == "skipped") == known_as_bad
        if not known_as_bad:
            await post.settled(2)
        assert len(post.sink.mails) == (not known_as_bad)


@pytest.mark.parametrize(
    ("fault", "state", "mails"),
    [
        (SILENT, "queued", 0),
        (Fault("close", b"EHLO"), "queued", 0),
        (Fault("reset", b"MAIL FROM"), "queued", 0),
        (Fault("close", b"RCPT TO"), "queued", 0),
        (Fault("hole", b"DATA\r\n"), "queued", 0),
        (Fault("close", b"354", of="server", after=False), "queued", 0),
        (Fault("hole", b"Subject:"), "unknown", 0),
        (Fault("hole", END), "unknown", 1),
        (Fault("close", END), "unknown", 1),
        (Fault("reset", END), "unknown", 1),
        (Fault("close", b"250 Taken", of="server", after=False), "unknown", 1),
    ],
    ids=lambda value: f"{value.how} {value.at!r}" if isinstance(value, Fault) else None,
)
async def test_d12_what_breaks_before_the_body_is_tried_again_and_after_it_never(
    house: House, fault: Fault, state: str, mails: int
) -> None:
    await house.publish()
    patience_seconds = SHORT_SECONDS if fault.how == "hole" else LONG_SECONDS
    async with mailing(house, patience_seconds=patience_seconds) as post:
        post.line.fault = fault
        await house.buy(1)
        [message] = await post.settled()
        tries = 0 if fault.at in (b"", b"EHLO") else 1  # then it is the relay that is in trouble
        assert (message["state"], message["attempts"]) == (state, tries), message["error"]
        assert message["error"]
        assert len(post.sink.mails) == mails
        post.line.fault = None
        assert house.worker._going_out == 0  # the sender is free
        house.clock.forward(days=5)
        house.bell()
        await house.buy(2)
        if fault.at not in (b"", b"EHLO"):  # after those nothing goes out for a while
            expected = {"queued": {1, 2}, "unknown": {2}}[state]
            await post.settled(2)
            await house.quiet()
            came = [one.recipients for one in post.sink.mails][mails:]
            names = {f"customer-{number}@example.com".encode() for number in expected}
            assert {name for [name] in came} == names


async def test_d12_a_late_greeting_is_waited_for_no_longer_than_a_command(house: House) -> None:
    await house.publish()
    async with mailing(house, patience_seconds=SHORT_SECONDS) as post:
        post.line.late_seconds = 10
        await house.buy(1)
        [message] = await post.settled()
        assert message["state"] == "queued"
        assert "connect" in message["error"]


async def test_d12_a_slow_line_is_no_broken_line(house: House) -> None:
    await house.publish()
    async with mailing(house) as post:
        post.line.pause_seconds = 0.00001
        await house.buy(1)
        [message] = await post.settled()
        assert (message["state"], len(post.sink.mails)) == ("sent", 1)


async def test_d12_without_the_encryption_that_was_demanded_nothing_is_sent(house: House) -> None:
    """The relay offers no STARTTLS. Wrong certificates are in tests/notifiers."""
    await house.publish()
    async with mailing(house, scheme="smtp+starttls") as post:
        await house.buy(1)
        [message] = await post.settled()
        assert message["state"] == "queued"
        assert not [line for line in post.sink.commands if line.startswith(b"MAIL")]


async def test_d13_each_mail_has_one_recipient(house: House) -> None:
    await house.publish(reminders=[{"after": "1d"}])
    async with mailing(house) as post:
        await house.post([purchase(number) for number in range(20)])
        await post.settled(20)
        house.clock.forward(days=1)
        await post.settled(40)
        assert [len(one.recipients) for one in post.sink.mails] == [1] * 40
        rcpt = [line for line in post.sink.commands if line.startswith(b"RCPT")]
        assert len(rcpt) == 40


BREAKS = "+628125550001"


@pytest.mark.parametrize(
    ("phone", "state", "code", "taken"),
    [
        ("+62812520429", "queued", "429", 0),
        ("+62812520500", "unknown", "500", 0),
        ("+62812521610", "failed", "21610", 0),
        ("+62812521211", "failed", "21211", 0),
        ("+62812520504", "unknown", None, 0),  # no answer
        ("+62812520498", "unknown", None, 1),  # taken, and the line broke in the answer
        (BREAKS, "unknown", None, 1),  # reset after the request
    ],
)
async def test_d14_what_twilio_says_or_fails_to_say(
    database_url: str, phone: str, state: str, code: str | None, taken: int
) -> None:
    """Twilio promises of a 429 that nothing was done; of a 5xx, also 503, nobody knows. A number
    that has opted out stays as it is: Twilio itself keeps it closed, until START."""
    patience_seconds = SHORT_SECONDS if phone.endswith("20504") else LONG_SECONDS
    async with with_phones(database_url) as house, texting(house, patience_seconds) as twilio:
        house.engine.settings = house.engine.settings.model_copy(
            update={"base_url": "http://127.0.0.1:9"}  # no receipts for now
        )
        await house.publish(channels=["sms"])
        if phone == BREAKS:
            twilio.line.fault = Fault("reset", b"HTTP/1.1 201", of="server", after=False)
        customer = {"id": "c-1", "phone": phone}
        await house.buy(1, customer=customer)
        [message] = await settled(house)
        busy = phone == "+62812520429"  # the account's trouble is no try of the message
        assert message["attempts"] == (not busy)
        assert (message["state"], message["code"] or None) == (state, code)
        assert len(twilio.inbox.messages()) == taken
        if busy:
            assert message["due_at"] >= _micros(house) + 7 * 10**6
        house.clock.forward(days=5)
        if code == "21211":
            again = await house.story(await house.buy(2, customer=customer))
            assert again["decisions"][0]["outcome"] == "skipped"
        if state != "queued":
            assert await house.engine.outbox.claim(["sms"], house.clock(), 9) == []
            assert len(twilio.inbox.messages()) == taken


async def test_d14_a_receipt_settles_what_nobody_knew(database_url: str) -> None:
    """We ask Twilio nothing: it tells by itself, and the address it tells to names the message."""
    async with with_phones(database_url) as house, texting(house) as twilio:
        await house.publish(channels=["sms"])
        twilio.line.fault = Fault("reset", b"HTTP/1.1 201", of="server", after=False)
        await house.buy(1, customer={"id": "c-1", "phone": BREAKS})

        async def delivered() -> bool | None:
            states = [one["state"] for one in await messages(house)]
            return states == ["delivered"] or None

        assert await house.until(delivered)
        assert len(twilio.inbox.messages()) == 1
        assert await value(house.engine.database, "SELECT state FROM invitation") == "asked"


async def test_d19_an_event_that_no_rule_can_read_holds_up_nobody(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Five tries, then it is told as failed, and the others never wait for it."""
    whole = rules()["delay"]

    class Broken:
        ORDER, REASONS = whole.ORDER, whole.REASONS

        @staticmethod
        def apply(situation: Any) -> Any:
            if situation.event_key.endswith("order-3"):
                raise ZeroDivisionError("a bug")
            return whole.apply(situation)

    monkeypatch.setitem(rules(), "delay", Broken)
    await house.publish()
    events = (await house.post([purchase(number) for number in range(8)])).json()
    assert len(await house.mails(7)) == 7

    async def failed() -> list[dict[str, Any]] | None:
        house.clock.forward(minutes=16)
        story = (await house.api.get(f"/v1/events/{events[3]['event']}")).json()
        return story["decisions"] or None

    [decision] = await house.until(failed)
    assert (decision["outcome"], decision["reason"]) == ("skipped", "failed")
    assert "in 5 tries" in decision["sentence"]
    await house.buy(9)
    assert await house.mail(9)
    assert len(house.inbox.messages()) == 8
