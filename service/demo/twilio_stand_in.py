"""A stand-in for the part of Twilio's REST API that we use, for the demo and the tests.

A message to a number that ends in one of these fails in the way of the real one:

    21211  invalid number                  400
    21610  has opted out                   400
    21614  not a mobile number             400
    63016  no session (WhatsApp only)      400
    20429  too many requests               429, Retry-After: 7
    20500  Twilio's own failure            500
    20504  no answer, until the client gives up
    20499  the line breaks in the middle of the answer
    20498  the same, but the message has been taken
    30098  taken; the callback comes late
    30099  taken; the callbacks come twice and in the wrong order

So do those that end in any other code that we know: 21xxx is refused at once, 30xxx and 63xxx (on
WhatsApp) only by the callback. Every other message is accepted with 201 and goes into the inbox;
its StatusCallback hears that it was delivered.
"""

import asyncio
import json
import re
import secrets
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

import httpx
from starlette.applications import Starlette
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send
from twilio.request_validator import RequestValidator

from notifiers.twilio.codes import CODES
from service.demo.inbox import Inbox, InboxMessage

_PATH = "/2010-04-01/Accounts/{sid}/Messages.json"
_CONTENTS = "/v1/ContentAndApprovals"
_WHATSAPP = "whatsapp:"
_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_BODY_CHARACTERS = 1600
_SUFFIX_DIGITS = 5
TAKEN_UNSAID, LATE, REORDERED = "20498", "30098", "30099"
LATE_SECONDS = 1.0

Form = dict[str, str]
TEMPLATES = {  # by ContentSid; the first two are approved
    "HX00000000000000000000000000000001": "Hi {{1}}, how happy are you with us? https://fb.example/s/{{2}}",
    "HX00000000000000000000000000000002": "Halo {{1}}, seberapa puas Anda? https://fb.example/s/{{2}}",
    "HX00000000000000000000000000000003": "Still waiting for Meta, {{1}}",
}
APPROVED = tuple(TEMPLATES)[:2]


def twilio_stand_in(
    inbox: Inbox, account_sid: str, auth_token: str, now: Callable[[], datetime]
) -> Starlette:
    async def create_message(request: Request) -> Response:
        if request.headers.get("Authorization") != _basic(account_sid, auth_token):
            return _error(401, 20003, "Authenticate")
        if request.path_params["sid"] != account_sid:
            return _error(404, 20404, "The requested resource was not found")
        form = await _form(request)
        refusal = _refusal(form) or _played(form)
        if refusal is not None:
            return refusal
        inbox.add(_received(form, now()))
        accepted = _accepted(form, account_sid, now())
        told = BackgroundTask(_tell, form, accepted["sid"], auth_token)
        if _suffix(form) == TAKEN_UNSAID:
            return _BrokenLine(background=told)
        return JSONResponse(accepted, status_code=201, background=told)

    async def list_contents(request: Request) -> Response:
        if request.headers.get("Authorization") != _basic(account_sid, auth_token):
            return _error(401, 20003, "Authenticate")
        return JSONResponse(_contents(request))

    return Starlette(
        routes=[
            Route(_PATH, create_message, methods=["POST"]),
            Route(_CONTENTS, list_contents, methods=["GET"]),
        ]
    )


def _contents(request: Request) -> dict[str, Any]:
    """One a page, so that whoever asks has to turn them."""
    page = int(request.query_params.get("Page", "0"))
    sid = list(TEMPLATES)[page]
    following = str(request.url.include_query_params(Page=page + 1))
    status = "approved" if sid in APPROVED else "pending"
    return {
        "contents": [{"sid": sid, "approval_requests": {"status": status}}],
        "meta": {"next_page_url": following if page + 1 < len(TEMPLATES) else None},
    }


def _basic(username: str, password: str) -> str:
    return f"Basic {b64encode(f'{username}:{password}'.encode()).decode()}"


async def _form(request: Request) -> Form:
    body = (await request.body()).decode()
    return {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}


def _refusal(form: Form) -> Response | None:
    """What Twilio finds wrong with the request itself."""
    if not form.get("To"):
        return _error(400, 21604, "A 'To' phone number is required.")
    if not (form.get("From") or form.get("MessagingServiceSid")):
        return _error(400, 21603, "A 'From' phone number is required.")
    if "ContentSid" in form:
        return _wrong_content(form)
    if not form.get("Body"):
        return _error(400, 21602, "Message body is required.")
    if len(form["Body"]) > _BODY_CHARACTERS:
        return _error(400, 21617, "The concatenated message body exceeds the 1600 character limit.")
    if not _NUMBER.fullmatch(form["To"].removeprefix(_WHATSAPP)):
        return _invalid_number(form)
    return None


def _wrong_content(form: Form) -> Response | None:
    if form["ContentSid"] not in TEMPLATES:
        return _error(400, 21655, "The ContentSid is Invalid")
    if "Body" in form:
        return _error(400, 21619, "A Body and a ContentSid exclude each other")
    try:
        form["Body"] = _filled(TEMPLATES[form["ContentSid"]], json.loads(form["ContentVariables"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return _error(400, 21656, "The ContentVariables Parameter is invalid")
    return None if _NUMBER.fullmatch(form["To"].removeprefix(_WHATSAPP)) else _invalid_number(form)


def _filled(text: str, variables: dict[str, str]) -> str:
    return re.sub(r"\{\{(\w+)\}\}", lambda place: variables[place[1]], text)


def _played(form: Form) -> Response | None:
    suffix = _suffix(form)
    if play := _PLAYS.get(suffix):
        return play(form)
    refused = suffix.startswith("21") and int(suffix) in CODES
    return _error(400, int(suffix), "Refused") if refused else None


def _suffix(form: Form) -> str:
    return form["To"][-_SUFFIX_DIGITS:]


def _invalid_number(form: Form) -> Response:
    return _error(400, 21211, f"Invalid 'To' Phone Number: {form['To']}")


def _opted_out(_form: Form) -> Response:
    return _error(400, 21610, "Attempt to send to unsubscribed recipient")


def _not_mobile(form: Form) -> Response:
    return _error(400, 21614, f"'To' number is not a valid mobile number: {form['To']}")


def _no_session(form: Form) -> Response | None:
    if not form["To"].startswith(_WHATSAPP):
        return None
    return _error(400, 63016, "Failed to send freeform message outside the allowed window")


def _too_many(_form: Form) -> Response:
    return _error(429, 20429, "Too Many Requests", {"Retry-After": "7"})


def _own_failure(_form: Form) -> Response:
    return _error(500, 20500, "An internal server error has occurred")


def _silence(_form: Form) -> Response:
    return _Silence()


def _broken_line(_form: Form) -> Response:
    return _BrokenLine()


_PLAYS: dict[str, Callable[[Form], Response | None]] = {
    "21211": _invalid_number,
    "21610": _opted_out,
    "21614": _not_mobile,
    "63016": _no_session,
    "20429": _too_many,
    "20500": _own_failure,
    "20504": _silence,
    "20499": _broken_line,
}


class _Silence(Response):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await receive()  # the body has been read: the next event is the disconnect


class _BrokenLine(Response):
    """uvicorn cuts the connection when an answer ends before its Content-Length."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", b"400")]
        await send({"type": "http.response.start", "status": 201, "headers": headers})
        await send({"type": "http.response.body", "body": b'{"sid": "SM', "more_body": True})
        if self.background is not None:
            await self.background()


async def _tell(form: Form, sid: str, auth_token: str) -> None:
    """What becomes of the message, told as Twilio tells it; if nobody listens, nobody is told."""
    if not (url := form.get("StatusCallback")):
        return
    if _suffix(form) == LATE:
        await asyncio.sleep(LATE_SECONDS)
    for status, code in _steps(form):
        said = {"MessageSid": sid, "MessageStatus": status, "To": form["To"]}
        await _post(url, said | ({"ErrorCode": code} if code else {}), auth_token)


def _steps(form: Form) -> Sequence[tuple[str, str]]:
    suffix = _suffix(form)
    if suffix == REORDERED:
        return ("delivered", ""), ("sent", ""), ("queued", ""), ("delivered", "")
    whatsapp_only = suffix.startswith("63") and not form["To"].startswith(_WHATSAPP)
    if suffix.startswith(("30", "63")) and int(suffix) in CODES and not whatsapp_only:
        return ("sent", ""), ("undelivered", suffix)
    return (("delivered", ""),)


async def _post(url: str, said: Form, auth_token: str) -> None:
    signature = RequestValidator(auth_token).compute_signature(url, said)
    async with httpx.AsyncClient(verify=False, trust_env=False) as web:
        with suppress(httpx.HTTPError):
            await web.post(url, data=said, headers={"X-Twilio-Signature": signature})


async def write_back(url: str, message: InboxMessage, text: str, auth_token: str) -> None:
    """A customer replies to a message that they got: Twilio posts it to `url`."""
    prefix = _WHATSAPP if message.channel == "whatsapp" else ""
    said = {
        "MessageSid": f"SM{secrets.token_hex(16)}",
        "From": prefix + message.to,
        "To": prefix + message.sender,
        "Body": text,
    }
    await _post(url, said, auth_token)


def _error(
    status: int, code: int, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    more_info = f"https://www.twilio.com/docs/errors/{code}"
    content = {"code": code, "message": message, "more_info": more_info, "status": status}
    return JSONResponse(content, status_code=status, headers=headers)


def _received(form: Form, at: datetime) -> InboxMessage:
    channel = "whatsapp" if form["To"].startswith(_WHATSAPP) else "sms"
    return InboxMessage(
        channel=channel,
        to=form["To"].removeprefix(_WHATSAPP),
        subject="",
        text=form["Body"],
        html="",
        received_at=at,
        sender=form.get("From", "").removeprefix(_WHATSAPP),
    )


def _accepted(form: Form, account_sid: str, at: datetime) -> dict[str, Any]:
    sid = f"SM{secrets.token_hex(16)}"
    return {
        "sid": sid,
        "account_sid": account_sid,
        "messaging_service_sid": form.get("MessagingServiceSid"),
        "to": form["To"],
        "from": form.get("From"),
        "body": form["Body"],
        "status": "queued",
        "direction": "outbound-api",
        "num_segments": "1",
        "num_media": "0",
        "date_created": format_datetime(at),
        "date_updated": format_datetime(at),
        "date_sent": None,
        "error_code": None,
        "error_message": None,
        "price": None,
        "price_unit": "USD",
        "api_version": "2010-04-01",
        "uri": _PATH.format(sid=account_sid).replace(".json", f"/{sid}.json"),
    }
