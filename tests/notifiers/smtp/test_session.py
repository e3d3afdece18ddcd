"""Against relays that say what no mail server's library would."""

import asyncio
import re
from dataclasses import replace

import pytest

from notifiers.errors import OutcomeUnknown, Refused, TryLater


@pytest.fixture
def up_to_data(pipelining: bool) -> tuple[str, ...]:
    """What a relay says until DATA."""
    return ("220 hi", "250-hi\r\n250 PIPELINING" if pipelining else "250 hi", "250 OK", "250 OK")


def dialogue(*answers: str):
    """Says the first, then one answer to each line; to the one after 354 when the body is over."""

    async def talk(reader, writer) -> None:
        for answer in answers:
            writer.write(f"{answer}\r\n".encode())
            await (
                reader.readuntil(b"\r\n.\r\n") if answer.startswith("354") else reader.readline()
            )

    return talk


@pytest.mark.parametrize("greeting", ["554 No service", "421 Busy", "nonsense"])
async def test_it_pauses_the_channel_when_the_relay_does_not_welcome_us(
    open_raw, survey, greeting: str
) -> None:
    async def turn_away(reader, writer) -> None:
        writer.write(f"{greeting}\r\n".encode())
        await reader.read()

    channel = await open_raw(turn_away)
    with pytest.raises(TryLater) as caught:
        await channel.send(survey)
    assert caught.value.channel_wide


@pytest.mark.parametrize("answer", ["?? 250", "354 go on", "180 nearly"])
async def test_an_answer_to_the_body_that_is_no_answer_leaves_the_outcome_unknown(
    open_raw, survey, up_to_data, answer: str
) -> None:
    channel = await open_raw(dialogue(*up_to_data, "354 go on", answer))
    with pytest.raises(OutcomeUnknown):
        await channel.send(survey)


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("450 4.7.1 Not now", TryLater),
        ("250 What?", TryLater),
        ("?? 354", TryLater),
        ("554 5.7.1 No mail from you", Refused),
    ],
)
async def test_what_fails_at_the_data_command_was_not_delivered(
    open_raw, survey, up_to_data, answer: str, kind
) -> None:
    channel = await open_raw(dialogue(*up_to_data, answer, "250 Reset"))
    with pytest.raises(kind):
        await channel.send(survey)


async def test_the_line_breaking_after_the_body_was_asked_for_leaves_the_outcome_unknown(
    open_raw, survey, up_to_data
) -> None:
    async def hang_up(reader, writer) -> None:
        await dialogue(*up_to_data)(reader, writer)
        writer.write(b"354 go on\r\n")
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    channel = await open_raw(hang_up)
    with pytest.raises(OutcomeUnknown):
        await channel.send(survey)


async def test_a_send_cancelled_while_connecting_leaves_its_place_to_the_next(
    open_raw, survey
) -> None:
    async def say_nothing(reader, writer) -> None:
        await reader.read()

    channel = await open_raw(say_nothing, query="connections=1&command_timeout_seconds=0.2")
    sending = asyncio.create_task(channel.send(survey))
    await asyncio.sleep(0.05)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    with pytest.raises(TryLater, match="ready message"):
        await channel.send(survey)


async def test_the_rest_of_a_cancelled_body_does_not_go_out(open_raw, survey, up_to_data) -> None:
    asked, cancelled, rest = asyncio.Event(), asyncio.Event(), asyncio.Future()

    async def read_late(reader, writer) -> None:
        await dialogue(*up_to_data)(reader, writer)
        writer.write(b"354 go on\r\n")
        asked.set()
        await cancelled.wait()
        try:
            rest.set_result(await reader.read())
        except ConnectionError:
            rest.set_result(b"")

    channel = await open_raw(read_late)
    long = replace(survey, text="A long story.\n" * 2_000_000, html=None)
    sending = asyncio.create_task(channel.send(long))
    await asked.wait()
    await asyncio.sleep(0.1)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    cancelled.set()
    assert not (await rest).endswith(b"\r\n.\r\n")


async def test_it_refuses_an_address_outside_ascii_where_the_relay_cannot(open_raw, survey) -> None:
    async def plain(reader, writer) -> None:
        writer.write(b"220 hi\r\n")
        await reader.readline()
        writer.write(b"250 hi\r\n")
        await reader.read()

    channel = await open_raw(plain)
    with pytest.raises(Refused, match="SMTPUTF8") as caught:
        await channel.send(replace(survey, to="مستخدم@example.com"))
    assert not caught.value.address_is_bad


GREETING = b"220 hi\r\n"
PIPELINING = b"250-hi\r\n250-SIZE 10000000\r\n250 PIPELINING\r\n"
GROUP = re.compile(rb"MAIL FROM:<survey@acme.com>\r\nRCPT TO:<(\w+)@example.com>\r\nDATA\r\n")


class Script:
    """A relay that knows PIPELINING: `groups` are what it says to each group of three commands,
    `rest` is what it heard then."""

    def __init__(self, *groups: bytes) -> None:
        self.groups = list(groups)
        self.connections = 0
        self.rest: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def __call__(self, reader, writer) -> None:
        self.connections += 1
        writer.write(GREETING)
        await reader.readline()
        writer.write(PIPELINING)
        while self.groups:
            heard = b"".join([await reader.readline() for _ in range(3)])
            assert GROUP.fullmatch(heard), heard
            answer = self.groups.pop(0)
            writer.write(answer)
            if answer.endswith(b"354 go on\r\n"):
                await self.take_body(reader, writer)
        if not self.rest.done():
            self.rest.set_result(await reader.read())

    async def take_body(self, reader, writer) -> None:
        first = await reader.readline()
        if first == b".\r\n":
            assert await reader.readline() == b"RSET\r\n"
            writer.write(b"554 5.5.1 No valid recipients\r\n250 OK\r\n")
        else:
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 Taken\r\n")


ALL_WELL = b"250 OK\r\n250 OK\r\n354 go on\r\n"


async def test_sender_recipient_and_data_go_out_together(open_raw, survey) -> None:
    """The relay says nothing before it has heard all three."""
    script = Script(ALL_WELL, ALL_WELL)
    channel = await open_raw(script)
    await channel.send(survey)
    await channel.send(replace(survey, to="bob@example.com"))
    await channel.close()
    assert script.connections == 1
    assert await script.rest == b"QUIT\r\n"


async def test_commands_wait_for_their_turn_where_the_relay_takes_no_groups(
    open_raw, survey
) -> None:
    early = []

    async def slow_ears(reader, writer) -> None:
        answers = [b"220 hi", b"250 hi", b"250 OK", b"250 OK", b"354 go on"]
        for answer in answers:
            early.append(bytes(reader._buffer))
            writer.write(answer + b"\r\n")
            await reader.readline()
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250 Taken\r\n")

    channel = await open_raw(slow_ears)
    await channel.send(survey)
    assert early == [b""] * 5


async def test_a_relay_that_wants_a_body_for_a_refused_recipient_gets_an_empty_one(
    open_raw, survey
) -> None:
    script = Script(b"250 OK\r\n550 5.1.1 Nobody\r\n354 go on\r\n", ALL_WELL)
    channel = await open_raw(script, query="connections=1")
    with pytest.raises(Refused, match="rcpt: 550") as caught:
        await channel.send(survey)
    assert caught.value.address_is_bad
    await channel.send(survey)
    assert script.connections == 1


async def test_a_relay_that_wants_a_body_from_a_refused_sender_gets_none(open_raw, survey) -> None:
    script = Script(b"550 5.7.1 Not you\r\n250 OK\r\n354 go on\r\n")
    heard: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()

    async def take(reader, writer) -> None:
        try:
            heard.set_result(await reader.read())
        except ConnectionError:
            heard.set_result(b"")

    script.take_body = take
    channel = await open_raw(script)
    with pytest.raises(TryLater, match="mail: 550") as caught:
        await channel.send(survey)
    assert caught.value.channel_wide
    assert await heard == b""


@pytest.mark.parametrize(
    ("answers", "kind", "reason", "channel_wide"),
    [
        (b"421 Busy\r\n", TryLater, "mail: 421", True),
        (b"450 Later\r\n", TryLater, "mail: 450", True),
        (b"250 OK\r\n450 Later\r\n", TryLater, "rcpt: 450", False),
        (b"250 OK\r\n451 4.3.0 Trouble\r\n", TryLater, "rcpt: 451", False),
        (b"250 OK\r\n250 OK\r\n451 4.3.0 Trouble\r\n", TryLater, "data: 451", True),
        (b"250 OK\r\n250 OK\r\n451 4.7.1 Greylisted\r\n", TryLater, "data: 451", False),
        (b"250 OK\r\n550 5.1.1 Nobody\r\n", Refused, "rcpt: 550", None),
        (b"250 OK\r\n250 OK\r\n", TryLater, "data: the line broke", False),
        (b"", TryLater, "mail: the line broke", False),
    ],
)
async def test_what_a_relay_said_before_it_hung_up_counts(
    open_raw, survey, answers: bytes, kind, reason: str, channel_wide: bool | None
) -> None:
    async def hang_up(reader, writer) -> None:
        writer.write(GREETING)
        await reader.readline()
        writer.write(PIPELINING)
        for _ in range(3):
            await reader.readline()
        writer.write(answers)
        writer.close()

    channel = await open_raw(hang_up)
    with pytest.raises(kind, match=reason) as caught:
        await channel.send(survey)
    assert getattr(caught.value, "channel_wide", None) is channel_wide


async def test_replies_may_come_in_pieces(open_raw, survey) -> None:
    async def stutter(reader, writer) -> None:
        writer.write(GREETING)
        await reader.readline()
        writer.write(PIPELINING)
        for _ in range(3):
            await reader.readline()
        for piece in (b"250-O", b"K\r", b"\n250 ", b"OK\r\n250 OK\r\n35", b"4 go on\r\n"):
            writer.write(piece)
            await asyncio.sleep(0.005)
        await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"250-Taken\r\n250-really\r\n250\r\n")

    channel = await open_raw(stutter)
    assert (await channel.send(survey)).provider_id == "<msg-0001@acme.com>"


@pytest.mark.parametrize("noise", [b"250 Hello?\r\n", b"x" * 100_000, b"250-a\r\n" * 1000])
async def test_a_relay_that_speaks_unasked_is_not_listened_to_again(
    open_raw, survey, noise: bytes
) -> None:
    connections = []

    async def chatter(reader, writer) -> None:
        connections.append(writer)
        script = Script(ALL_WELL)
        await script(reader, _AndThen(writer, noise))

    channel = await open_raw(chatter, query="connections=1")
    for _ in range(2):
        await channel.send(survey)
        await asyncio.sleep(0.05)
    assert len(connections) == 2


class _AndThen:
    """A writer that adds something after the reply to the body."""

    def __init__(self, writer, more: bytes) -> None:
        self._writer = writer
        self._more = more

    def write(self, octets: bytes) -> None:
        self._writer.write(octets + (self._more if octets == b"250 Taken\r\n" else b""))
