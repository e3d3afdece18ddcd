"""Against relays that say what no mail server's library would."""

import asyncio
from dataclasses import replace

import pytest

from notifiers.errors import OutcomeUnknown, Refused, TryLater

UP_TO_DATA = ("220 hi", "250 hi", "250 OK", "250 OK")


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
    open_raw, survey, answer: str
) -> None:
    channel = await open_raw(dialogue(*UP_TO_DATA, "354 go on", answer))
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
    open_raw, survey, answer: str, kind
) -> None:
    channel = await open_raw(dialogue(*UP_TO_DATA, answer))
    with pytest.raises(kind):
        await channel.send(survey)


async def test_the_line_breaking_after_the_body_was_asked_for_leaves_the_outcome_unknown(
    open_raw,
    survey,
) -> None:
    async def hang_up(reader, writer) -> None:
        await dialogue(*UP_TO_DATA)(reader, writer)
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


async def test_the_rest_of_a_cancelled_body_does_not_go_out(open_raw, survey) -> None:
    asked, cancelled, rest = asyncio.Event(), asyncio.Event(), asyncio.Future()

    async def read_late(reader, writer) -> None:
        await dialogue(*UP_TO_DATA)(reader, writer)
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
