import asyncio
from dataclasses import replace

import pytest

from notifiers.errors import Refused
from notifiers.smtp.pool import SmtpPool
from notifiers.smtp.relay import Relay
from notifiers.smtp.session import SmtpSession


async def until(condition) -> None:
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_it_keeps_the_connection_for_the_next_mail(open_email, relay, survey) -> None:
    channel = await open_email(relay)
    for number in range(3):
        await channel.send(replace(survey, reference=f"msg-{number}"))
    assert len(relay.mails) == 3
    assert relay.greetings == 1


async def test_it_sends_many_at_once_over_few_connections(open_email, relay, survey) -> None:
    channel = await open_email(relay, query="connections=3")
    mails = [replace(survey, to=f"c{number}@example.com") for number in range(40)]
    await asyncio.gather(*(channel.send(mail) for mail in mails))
    assert sorted(relay.recipients) == sorted(mail.to for mail in mails)
    assert relay.greetings == 3


async def test_it_changes_the_connection_after_so_many_mails(open_email, relay, survey) -> None:
    channel = await open_email(relay, query="messages_per_connection=2")
    for _ in range(5):
        await channel.send(survey)
    assert relay.greetings == 3


async def test_it_hangs_up_when_there_is_nothing_to_send(open_email, answering, survey) -> None:
    relay = answering("QUIT", "221 Bye")
    channel = await open_email(relay, query="idle_seconds=0.05")
    await channel.send(survey)
    await until(lambda: relay.asked)
    await channel.send(survey)
    assert relay.greetings == 2


async def test_it_sends_the_next_mail_well_after_a_refused_one(
    open_email, relay, survey, monkeypatch
) -> None:
    async def refuse_bob(server, session, envelope, address, options) -> str:
        if address == "bob@example.com":
            return "550 5.1.1 No such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    relay.handle_RCPT = refuse_bob
    channel = await open_email(relay, query="connections=1")
    with pytest.raises(Refused):
        await channel.send(replace(survey, to="bob@example.com"))
    await channel.send(survey)
    assert relay.recipients == ["ann@example.com"]


async def test_a_cancelled_send_closes_its_connection(open_email, relay, survey) -> None:
    """Else the late 250 of the cancelled mail would answer for the next one."""
    started, finish, lost = asyncio.Event(), asyncio.Event(), []
    take = relay.handle_DATA

    async def slowly(server, session, envelope) -> str:
        started.set()
        try:
            await finish.wait()
        except asyncio.CancelledError:
            lost.append(envelope)
            raise
        return await take(server, session, envelope)

    relay.handle_DATA = slowly
    channel = await open_email(relay, query="connections=1")
    sending = asyncio.create_task(channel.send(survey))
    await started.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    await until(lambda: lost)

    finish.set()
    await channel.send(replace(survey, to="bob@example.com"))
    assert relay.recipients == ["bob@example.com"]
    assert relay.greetings == 2


async def test_it_notices_a_connection_that_the_relay_closed_meanwhile(
    open_email, relay, survey
) -> None:
    servers = []
    take = relay.handle_DATA

    async def remember(server, session, envelope) -> str:
        servers.append(server)
        return await take(server, session, envelope)

    relay.handle_DATA = remember
    channel = await open_email(relay)
    await channel.send(survey)
    servers[0].transport.close()
    await until(lambda: servers[0].transport is None)
    await asyncio.sleep(0.05)
    await channel.send(survey)
    assert len(relay.mails) == 2


async def test_mails_under_way_end_well_when_the_channel_closes(open_email, relay, survey) -> None:
    started, goodbyes = asyncio.Event(), []
    take = relay.handle_DATA

    async def slowly(server, session, envelope) -> str:
        started.set()
        await asyncio.sleep(0.05)
        return await take(server, session, envelope)

    async def part(server, session, envelope) -> str:
        goodbyes.append(session)
        return "221 Bye"

    relay.handle_DATA = slowly
    relay.handle_QUIT = part
    channel = await open_email(relay)
    sending = asyncio.create_task(channel.send(survey))
    await started.wait()
    await channel.close()
    assert (await sending).provider_id == "<msg-0001@acme.com>"
    assert relay.recipients == ["ann@example.com"]
    await until(lambda: goodbyes)


class Session:
    """Is what the test says."""

    def __init__(self) -> None:
        self.is_usable, self.is_busy, self.is_taken, self.left = True, True, False, 0

    def begin(self, delivery) -> None:
        self.is_taken = True

    def leave(self) -> None:
        self.left += 1


async def test_a_line_that_broke_while_its_answer_was_due_is_replaced_by_one(monkeypatch) -> None:
    """It is still busy when the next mail looks for a line, and hears of its end later."""
    opened: list[Session] = []

    async def open_(_, moved_on) -> Session:
        opened.append(Session())
        return opened[-1]

    monkeypatch.setattr(SmtpSession, "open", open_)
    pool = SmtpPool(Relay(host="relay.example", port=25, connections=1))
    sends = [asyncio.create_task(pool.deliver(None)) for _ in range(3)]
    await until(lambda: opened and opened[0].is_taken)
    first = opened[0]
    first.is_usable = first.is_taken = False  # and as it was free before that:
    pool._free[first] = 0
    pool._hand_out()
    assert (first.left, len(opened)) == (0, 1)
    first.is_busy = False
    pool._moved_on(first)
    await until(lambda: len(opened) == 2 and opened[1].is_taken)
    pool._hand_out()
    await asyncio.sleep(0)
    assert (first.left, len(opened)) == (1, 2)
    for send in sends:
        send.cancel()
    await asyncio.gather(*sends, return_exceptions=True)
