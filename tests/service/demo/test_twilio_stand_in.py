import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from twilio.request_validator import RequestValidator

from service.demo.inbox import Inbox
from service.demo.server import running
from service.demo.twilio_stand_in import twilio_stand_in

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PATH = "/2010-04-01/Accounts/AC1/Messages.json"
FORM = {"To": "+6281200000001", "From": "+15005550006", "Body": "9: https://fb.acme.com/r/abc/9"}


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
async def client(inbox: Inbox) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running(twilio_stand_in(inbox, "AC1", "token", lambda: NOON)) as url,
        httpx.AsyncClient(base_url=url, auth=("AC1", "token"), timeout=5) as client,
    ):
        yield client


async def test_it_takes_a_message_and_answers_like_twilio(client, inbox) -> None:
    answer = await client.post(PATH, data=FORM)
    message = answer.json()
    assert answer.status_code == 201
    assert message["sid"].startswith("SM")
    assert len(message["sid"]) == 34
    assert message["status"] == "queued"
    assert message["to"] == FORM["To"]
    [received] = inbox.messages()
    assert (received.channel, received.to, received.text) == ("sms", FORM["To"], FORM["Body"])
    assert received.links == ["https://fb.acme.com/r/abc/9"]
    assert received.received_at == NOON


async def test_a_whatsapp_message_is_known_by_its_prefix(client, inbox) -> None:
    await client.post(PATH, data=FORM | {"To": "whatsapp:+6281200000001"})
    assert inbox.messages()[0].channel == "whatsapp"
    assert inbox.messages()[0].to == "+6281200000001"


@pytest.mark.parametrize(
    ("form", "status", "code"),
    [
        ({"To": ""}, 400, 21604),
        ({"From": ""}, 400, 21603),
        ({"Body": ""}, 400, 21602),
        ({"Body": "x" * 1601}, 400, 21617),
        ({"To": "081200000001"}, 400, 21211),
        ({"To": "+6281200021211"}, 400, 21211),
        ({"To": "+6281200021610"}, 400, 21610),
        ({"To": "+6281200021614"}, 400, 21614),
        ({"To": "whatsapp:+6281200063016"}, 400, 63016),
        ({"To": "+6281200020429"}, 429, 20429),
        ({"To": "+6281200020500"}, 500, 20500),
    ],
)
async def test_it_fails_in_the_ways_of_twilio(client, inbox, form, status: int, code: int) -> None:
    answer = await client.post(PATH, data=FORM | form)
    assert answer.status_code == status
    assert set(answer.json()) == {"code", "message", "more_info", "status"}
    assert answer.json()["code"] == code
    assert inbox.messages() == []


async def test_the_whatsapp_window_does_not_matter_to_sms(client) -> None:
    answer = await client.post(PATH, data=FORM | {"To": "+6281200063016"})
    assert answer.status_code == 201


async def test_it_says_when_to_come_back(client) -> None:
    answer = await client.post(PATH, data=FORM | {"To": "+6281200020429"})
    assert answer.headers["Retry-After"] == "7"


async def test_it_can_keep_silent(client) -> None:
    with pytest.raises(httpx.ReadTimeout):
        await client.post(PATH, data=FORM | {"To": "+6281200020504"}, timeout=0.2)


async def test_it_can_break_the_line(client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        await client.post(PATH, data=FORM | {"To": "+6281200020499"})


@pytest.mark.parametrize("auth", [None, ("AC1", "wrong"), ("AC2", "token")])
async def test_it_lets_nobody_else_in(client, inbox, auth) -> None:
    answer = await client.post(PATH, data=FORM, auth=auth)
    assert answer.status_code == 401
    assert answer.json()["code"] == 20003
    assert inbox.messages() == []


async def test_it_knows_one_account(client) -> None:
    answer = await client.post(PATH.replace("AC1", "AC2"), data=FORM)
    assert (answer.status_code, answer.json()["code"]) == (404, 20404)


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, "asyncio.Queue[Request]"]]:
    """An address for callbacks, and what comes there."""
    heard: asyncio.Queue[Request] = asyncio.Queue()

    async def take(request: Request) -> Response:
        await request.form()
        heard.put_nowait(request)
        return Response(status_code=204)

    async with running(Starlette(routes=[Route("/receipts", take, methods=["POST"])])) as url:
        yield f"{url}/receipts?message=aw-1-abcdef", heard


async def told(heard: "asyncio.Queue[Request]", count: int) -> list[dict[str, Any]]:
    """What the next callbacks say."""
    requests = [await asyncio.wait_for(heard.get(), 5) for _ in range(count)]
    return [dict(await request.form()) for request in requests]


async def test_it_tells_the_callback_that_the_message_was_delivered(client) -> None:
    async with listening() as (callback, heard):
        sid = (await client.post(PATH, data=FORM | {"StatusCallback": callback})).json()["sid"]
        request = await asyncio.wait_for(heard.get(), 5)
    said = dict(await request.form())
    assert said == {"MessageSid": sid, "MessageStatus": "delivered", "To": FORM["To"]}
    signature = request.headers["x-twilio-signature"]
    assert RequestValidator("token").validate(callback, said, signature)


@pytest.mark.parametrize(
    ("to", "statuses"),
    [
        ("+6281200030005", ["sent", "undelivered 30005"]),
        ("+6281200030007", ["sent", "undelivered 30007"]),
        ("whatsapp:+6281200063003", ["sent", "undelivered 63003"]),
        ("+6281200063003", ["delivered"]),
        ("+6281200030098", ["delivered"]),
        ("+6281200030099", ["delivered", "sent", "queued", "delivered"]),
    ],
)
async def test_callbacks_bring_what_twilio_finds_out_later(client, to: str, statuses) -> None:
    async with listening() as (callback, heard):
        answer = await client.post(PATH, data=FORM | {"To": to, "StatusCallback": callback})
        assert answer.status_code == 201
        said = await told(heard, len(statuses))
    found = [f"{one['MessageStatus']} {one.get('ErrorCode', '')}".strip() for one in said]
    assert found == statuses


async def test_it_can_take_a_message_and_break_the_line(client, inbox) -> None:
    async with listening() as (callback, heard):
        form = FORM | {"To": "+6281200020498", "StatusCallback": callback}
        with pytest.raises(httpx.RemoteProtocolError):
            await client.post(PATH, data=form)
        [said] = await told(heard, 1)
    assert said["MessageStatus"] == "delivered"
    assert len(inbox.messages()) == 1


@pytest.mark.parametrize("code", [21408, 21606, 21611, 21612])
async def test_it_refuses_with_every_code_that_we_know(client, inbox, code: int) -> None:
    answer = await client.post(PATH, data=FORM | {"To": f"+62812000{code}"})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert inbox.messages() == []


async def test_a_callback_that_nobody_takes_is_no_matter(client, inbox) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    form = FORM | {"StatusCallback": f"http://127.0.0.1:{port}/"}
    assert (await client.post(PATH, data=form)).status_code == 201
    assert len(inbox.messages()) == 1
