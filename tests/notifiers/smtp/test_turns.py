"""Two mails on one connection: the second begins before the first has its answer."""

import asyncio
from dataclasses import replace

import pytest

from notifiers.errors import OutcomeUnknown, Refused, TryLater
from notifiers.outgoing import Outgoing, Receipt

ONE = "connections=1"


class Relay:
    """Takes two mails on a connection and says nothing to the first body before it has heard the
    second mail's commands. `verdict` is what it says then, to both; None hangs up."""

    def __init__(self, verdict: bytes | None) -> None:
        self.verdict = verdict
        self.second = b""
        self.bodies: list[bytes] = []

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hi\r\n")
        await reader.readline()
        writer.write(b"250-hi\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"250 OK\r\n250 OK\r\n354 go on\r\n")
        self.bodies.append(await reader.readuntil(b"\r\n.\r\n"))
        self.second = await reader.readuntil(b"DATA\r\n")
        if self.verdict is None:
            writer.close()
            return
        writer.write(self.verdict)
        if self.verdict.endswith(b"354 go on\r\n"):
            self.bodies.append(await reader.readuntil(b"\r\n.\r\n"))
            writer.write(b"250 Taken\r\n")
        elif await reader.readline() == b"RSET\r\n":
            writer.write(b"250 OK\r\n")


async def both(channel, survey: Outgoing) -> list[Receipt | BaseException]:
    """What became of a mail to Ann and of one to Bob."""
    mails = (survey, replace(survey, to="bob@example.com", reference="msg-0002"))
    return await asyncio.gather(*map(channel.send, mails), return_exceptions=True)


async def test_the_next_commands_go_out_before_the_last_body_is_answered(open_raw, survey) -> None:
    relay = Relay(b"250 Taken\r\n250 OK\r\n250 OK\r\n354 go on\r\n")
    ann, bob = await both(await open_raw(relay, query=ONE), survey)
    assert (ann.provider_id, bob.provider_id) == ("<msg-0001@acme.com>", "<msg-0002@acme.com>")
    assert b"RCPT TO:<bob@example.com>" in relay.second
    assert [body.count(b"msg-000%d@" % n) for n, body in enumerate(relay.bodies, 1)] == [1, 1]


async def test_a_refused_body_does_not_harm_the_next_mail(open_raw, survey) -> None:
    relay = Relay(b"554 5.6.0 No such words\r\n250 OK\r\n250 OK\r\n354 go on\r\n")
    ann, bob = await both(await open_raw(relay, query=ONE), survey)
    assert isinstance(ann, Refused)
    assert isinstance(bob, Receipt)


async def test_a_refused_recipient_does_not_harm_the_mail_before(open_raw, survey) -> None:
    relay = Relay(b"250 Taken\r\n250 OK\r\n550 5.1.1 Nobody\r\n554 No recipients\r\n")
    ann, bob = await both(await open_raw(relay, query=ONE), survey)
    assert isinstance(ann, Receipt)
    assert isinstance(bob, Refused)


@pytest.mark.parametrize("verdict", [None, b"421 Busy\r\n", b"nonsense\r\n"])
async def test_only_the_mail_whose_body_went_out_is_in_doubt_when_the_line_breaks(
    open_raw, survey, verdict: bytes | None
) -> None:
    """A 421 is an answer: the mail was not taken."""
    ann, bob = await both(await open_raw(Relay(verdict), query=ONE), survey)
    assert isinstance(ann, TryLater if verdict == b"421 Busy\r\n" else OutcomeUnknown)
    assert isinstance(bob, TryLater)


async def test_it_opens_another_connection_rather_than_wait_behind_a_body(open_raw, survey) -> None:
    """Each relay would wait for ever for a second mail."""
    opened, taken = [], asyncio.Event()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        opened.append(writer)
        writer.write(b"220 hi\r\n")
        await reader.readline()
        writer.write(b"250-hi\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"250 OK\r\n250 OK\r\n354 go on\r\n")
        await reader.readuntil(b"\r\n.\r\n")
        if len(opened) == 2:
            taken.set()
        await taken.wait()
        writer.write(b"250 Taken\r\n")

    found = await both(await open_raw(relay, query="connections=2"), survey)
    assert all(isinstance(one, Receipt) for one in found)


async def test_a_mail_on_its_way_ends_well_when_the_channel_closes(open_raw, survey) -> None:
    """Its turn is over, so its connection counts as free."""
    heard, closed = asyncio.Event(), asyncio.Event()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 hi\r\n")
        await reader.readline()
        writer.write(b"250-hi\r\n250 PIPELINING\r\n")
        await reader.readuntil(b"DATA\r\n")
        writer.write(b"250 OK\r\n250 OK\r\n354 go on\r\n")
        await reader.readuntil(b"\r\n.\r\n")
        heard.set()
        await closed.wait()
        writer.write(b"250 Taken\r\n")

    channel = await open_raw(relay)
    sending = asyncio.create_task(channel.send(survey))
    await heard.wait()
    await channel.close()
    closed.set()
    assert (await sending).provider_id == "<msg-0001@acme.com>"
