import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from notifiers import sms
from notifiers.errors import OutcomeUnknown, Refused, TryLater
from notifiers.twilio.channel import TwilioChannel
from service.demo.inbox import Inbox
from service.demo.server import running
from service.demo.twilio_stand_in import twilio_stand_in

NUMBER = "+6281200000001"
SID = "AC00000000000000000000000000000001"


def settings_for(url: str, **values: str) -> sms.Settings:
    given = {
        "twilio_account_sid": SID,
        "twilio_auth_token": "token",
        "twilio_sms_from": "+15005550006",
        "twilio_api_url": url,
    }
    return sms.Settings(**(given | values))


def open_sms(url: str, *, total_seconds: float = 5, **values: str) -> TwilioChannel:
    return TwilioChannel(settings_for(url, **values), total_seconds=total_seconds)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def twilio(inbox: Inbox) -> AsyncIterator[str]:
    """The base URL of the stand-in."""
    async with running(twilio_stand_in(inbox, SID, "token", lambda: datetime.now(UTC))) as url:
        yield url


async def answer_with(raw: bytes, send: Callable[[str], object]) -> None:
    """A server that reads one request, writes `raw` and hangs up."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(raw)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        await send(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")


async def test_it_sends_the_text(twilio, inbox, text_to) -> None:
    channel = sms.open_channel(settings_for(twilio), lambda: datetime.now(UTC))
    receipt = await channel.send(text_to(NUMBER))
    await channel.close()
    [message] = inbox.messages()
    assert receipt.provider_id.startswith("SM")
    assert (message.channel, message.to) == ("sms", NUMBER)
    assert message.links == ["https://fb.acme.com/r/abc/9"]


async def test_it_asks_twilio_to_tell_about_this_very_message(text_to) -> None:
    """The address names the message: without an answer its sid stays unknown."""
    forms: list[dict[str, list[str]]] = []

    async def take(request: Request) -> Response:
        forms.append(parse_qs((await request.body()).decode()))
        return JSONResponse({"sid": "SM1"}, 201)

    path = f"/2010-04-01/Accounts/{SID}/Messages.json"
    async with running(Starlette(routes=[Route(path, take, methods=["POST"])])) as url:
        channel = open_sms(url)
        told = replace(text_to(NUMBER), receipts_url="https://fb.acme.com/receipts/sms")
        for outgoing in (told, text_to(NUMBER)):
            await channel.send(outgoing)
        await channel.close()
        elsewhere = open_sms(url.replace("127.0.0.1", "0.0.0.0"))  # as if Twilio were far away
        await elsewhere.send(replace(told, receipts_url="http://127.0.0.1:8000/receipts/sms"))
        await elsewhere.close()
    [callback] = forms[0]["StatusCallback"]
    assert callback == "https://fb.acme.com/receipts/sms?message=msg-0001"
    assert "StatusCallback" not in forms[1]
    assert "StatusCallback" not in forms[2]


async def test_it_sends_any_script(twilio, inbox, text_to) -> None:
    channel = open_sms(twilio)
    await channel.send(replace(text_to(NUMBER), text="شكراً & 謝謝 + 🌸"))
    await channel.close()
    assert inbox.messages()[0].text == "شكراً & 謝謝 + 🌸"


async def test_many_go_out_at_once(twilio, inbox, text_to) -> None:
    channel = open_sms(twilio)
    numbers = [f"+62812000010{number:02}" for number in range(30)]
    await asyncio.gather(*(channel.send(text_to(number)) for number in numbers))
    await channel.close()
    assert sorted(message.to for message in inbox.messages()) == numbers


@pytest.mark.parametrize("code", ["21211", "21614"])
async def test_a_bad_number_is_refused_and_named_bad(twilio, inbox, text_to, code: str) -> None:
    channel = open_sms(twilio)
    with pytest.raises(Refused) as caught:
        await channel.send(text_to(f"+62812000{code}"))
    await channel.close()
    assert caught.value.address_is_bad
    assert caught.value.code == code
    assert "62812" not in caught.value.reason
    assert inbox.messages() == []


async def test_a_message_that_is_too_long_is_refused(twilio, text_to) -> None:
    channel = open_sms(twilio)
    with pytest.raises(Refused) as caught:
        await channel.send(replace(text_to(NUMBER), text="x" * 1601))
    await channel.close()
    assert caught.value.code == "21617"
    assert not caught.value.address_is_bad


async def test_half_a_character_is_refused(twilio, text_to) -> None:
    channel = open_sms(twilio)
    with pytest.raises(Refused):
        await channel.send(replace(text_to(NUMBER), text="\ud83d"))
    await channel.close()


async def test_too_many_requests_pause_the_channel_as_long_as_twilio_says(twilio, text_to) -> None:
    channel = open_sms(twilio)
    with pytest.raises(TryLater) as caught:
        await channel.send(text_to("+6281200020429"))
    await channel.close()
    assert caught.value.channel_wide
    assert caught.value.retry_after_seconds == 7


async def test_a_wrong_token_pauses_the_channel(twilio, text_to) -> None:
    channel = open_sms(twilio, twilio_auth_token="wrong")
    with pytest.raises(TryLater) as caught:
        await channel.send(text_to(NUMBER))
    await channel.close()
    assert caught.value.channel_wide
    assert caught.value.code == "20003"


async def test_a_wrong_base_url_pauses_the_channel(twilio, text_to) -> None:
    channel = open_sms(f"{twilio}/elsewhere")
    with pytest.raises(TryLater) as caught:
        await channel.send(text_to(NUMBER))
    await channel.close()
    assert caught.value.channel_wide


async def test_nobody_listening_pauses_the_channel(text_to) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    channel = open_sms(f"http://127.0.0.1:{port}")
    with pytest.raises(TryLater) as caught:
        await channel.send(text_to(NUMBER))
    await channel.close()
    assert caught.value.channel_wide


@pytest.mark.parametrize("suffix", ["20500", "20499"])
async def test_the_outcome_is_unknown_when_twilio_fails_over_the_message(
    twilio, text_to, suffix: str
) -> None:
    channel = open_sms(twilio)
    with pytest.raises(OutcomeUnknown):
        await channel.send(text_to(f"+62812000{suffix}"))
    await channel.close()


async def test_the_outcome_is_unknown_when_no_answer_comes_in_time(twilio, text_to) -> None:
    channel = open_sms(twilio, total_seconds=0.3)
    with pytest.raises(OutcomeUnknown):
        await channel.send(text_to("+6281200020504"))
    await channel.close()


async def test_an_answer_that_only_trickles_in_is_not_waited_for(text_to) -> None:
    given_up = asyncio.Event()

    async def trickle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 201 Created\r\nX-Slow: ")
        hang_up = asyncio.create_task(reader.read())
        while not hang_up.done():
            writer.write(b"x")
            await asyncio.wait([hang_up], timeout=0.05)
        writer.close()
        given_up.set()

    async with (
        await asyncio.start_server(trickle, "127.0.0.1", 0) as server,
        asyncio.timeout(20),
    ):
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        channel = open_sms(url, total_seconds=0.3)
        with pytest.raises(OutcomeUnknown):
            await channel.send(text_to(NUMBER))
        await channel.close()
        await given_up.wait()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n[]",
        b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\noops",
        b'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{"sid": null',
        b"SSH-2.0-OpenSSH_9.6\r\n",
    ],
)
async def test_the_outcome_is_unknown_when_the_answer_makes_no_sense(text_to, raw: bytes) -> None:
    async def send(url: str) -> None:
        channel = open_sms(url)
        with pytest.raises(OutcomeUnknown):
            await channel.send(text_to(NUMBER))
        await channel.close()

    await answer_with(raw, send)


async def test_an_answer_that_is_not_about_the_message_pauses_the_channel(text_to) -> None:
    async def send(url: str) -> None:
        channel = open_sms(url)
        with pytest.raises(TryLater) as caught:
            await channel.send(text_to(NUMBER))
        await channel.close()
        assert caught.value.channel_wide

    await answer_with(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 4\r\n\r\nwaf!", send)
    body = b'{"code": 70051, "message": "Authorization failed", "status": 401}'
    await answer_with(b"HTTP/1.1 401 No\r\nContent-Length: %d\r\n\r\n" % len(body) + body, send)
    moved = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n"
    await answer_with(moved, send)


async def test_an_error_in_the_newer_shape_is_read_too(text_to) -> None:
    body = b'{"type": "t", "title": "Invalid parameter", "status": 400, "code": 21211}'
    head = b"HTTP/1.1 400 Bad Request\r\nContent-Length: %d\r\n\r\n" % len(body)

    async def send(url: str) -> None:
        channel = open_sms(url)
        with pytest.raises(Refused) as caught:
            await channel.send(text_to(NUMBER))
        await channel.close()
        assert caught.value.address_is_bad

    await answer_with(head + body, send)


async def test_one_send_is_one_request_whatever_happens(text_to) -> None:
    requests = 0

    async def count(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal requests
        await reader.readuntil(b"\r\n\r\n")
        requests += 1
        writer.write(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(count, "127.0.0.1", 0) as server:
        channel = open_sms(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(OutcomeUnknown):
            await channel.send(text_to(NUMBER))
        await channel.close()
    assert requests == 1


async def test_it_sends_through_a_messaging_service(text_to) -> None:
    bodies = []

    async def keep(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        bodies.append(await reader.readexactly(length))
        writer.write(b'HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n{"sid": "SM1"}')
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(keep, "127.0.0.1", 0) as server:
        channel = open_sms(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        receipt = await channel.send(replace(text_to(NUMBER), sender="MG1234"))
        await channel.close()
    assert receipt.provider_id == "SM1"
    assert b"MessagingServiceSid=MG1234" in bodies[0]
    assert b"From=" not in bodies[0]


async def test_region_and_edge_of_the_environment_do_not_bend_the_url(
    twilio, inbox, text_to, monkeypatch
) -> None:
    monkeypatch.setenv("TWILIO_EDGE", "dublin")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    channel = open_sms(twilio)
    await channel.send(text_to(NUMBER))
    await channel.close()
    assert len(inbox.messages()) == 1


async def test_it_logs_neither_the_account_nor_the_number(twilio, text_to, caplog) -> None:
    caplog.set_level(logging.INFO)
    channel = open_sms(twilio)
    await channel.send(text_to(NUMBER))
    await channel.close()
    ours = [record for record in caplog.records if not record.name.startswith("uvicorn")]
    assert not [record for record in ours if SID in record.getMessage()]
    assert not [record for record in ours if NUMBER[1:] in record.getMessage()]
