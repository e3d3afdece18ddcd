"""/inbox: what the demo's customers got, as they would see it.

The list allows no inline style and no script but its own. A mail lives on inline styles, so each
has an address of its own, /inbox?message=KEY, with a policy of its own, and is framed from there.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256

from markupsafe import Markup, escape
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from service.customer_pages import language_of
from service.demo.inbox import Inbox, InboxMessage
from service.framing import with_links_in_new_tabs
from service.languages import direction
from service.people_pages import fields_of
from service.sessions import check_origin
from service.templating import render
from service.words import words_in

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
# The page measures the frame, hence allow-same-origin; nothing in the frame can run.
SANDBOX = (
    "allow-same-origin allow-popups allow-popups-to-escape-sandbox "
    "allow-top-navigation-by-user-activation"
)
MAIL_POLICY = (
    f"sandbox {SANDBOX}; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; frame-ancestors 'self'"
)
PHONES = ("sms", "whatsapp")
LONGEST_REPLY = 1600  # characters, as Twilio has it
WriteBack = Callable[[InboxMessage, str], Awaitable[None]]
_BOLD = re.compile(r"(?<![\w*])\*(?! )([^*\n]+)(?<! )\*(?![\w*])")


def inbox_route(inbox: Inbox) -> Route:
    """The route over one inbox: JSON by Accept, else the list, or one mail of it."""

    async def show(request: Request) -> Response:
        messages = inbox.messages()
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(inbox.as_json())
        if "message" in request.query_params:
            return _mail(messages, request.query_params["message"])
        return _list(request, inbox)

    return Route("/inbox", show, methods=["GET"])


def reply_route(inbox: Inbox, write_back: WriteBack) -> Route:
    """POST /inbox?message=KEY: what the customer with this text message writes back."""

    async def reply(request: Request) -> Response:
        check_origin(request)
        key, form = request.query_params.get("message", ""), await fields_of(request)
        found = next((one for one in inbox.messages() if key_of(one) == key), None)
        if found is None or found.channel not in PHONES:
            raise HTTPException(404, "There is no such text message in the inbox (any more).")
        if text := form.get("text", "").strip()[:LONGEST_REPLY]:
            inbox.reply(found, text)
            await write_back(found, text)
        return RedirectResponse(f"/inbox#m-{key}", 303)

    return Route("/inbox", reply, methods=["POST"])


def key_of(message: InboxMessage) -> str:
    """Names a message: answer links make every text another one."""
    parts = (message.received_at.isoformat(), message.channel, message.to, message.text)
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:16]


def as_html(message: InboxMessage) -> Markup:
    """The text with its links to click on, and with WhatsApp's *bold* in bold."""
    links = sorted(message.links, key=len, reverse=True)  # /10 before the /1 that begins it
    found = re.split(f"({'|'.join(map(re.escape, links))})", message.text) if links else []
    parts = found or [message.text]
    return Markup("").join(
        _link(part) if number % 2 else _styled(part, message.channel)
        for number, part in enumerate(parts)
    )


def _list(request: Request, inbox: Inbox) -> Response:
    messages = inbox.messages()
    version = f'"{key_of(messages[0]) if messages else "empty"}"'
    headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "ETag": version}
    if request.headers.get("if-none-match") == version:
        return Response(status_code=304, headers=headers)
    words = words_in(language_of(request))
    page = render(
        "demo/inbox.html",
        _=words,
        language=words.language,
        direction=direction(words.language),
        base_url=str(request.base_url).rstrip("/"),
        version=version,
        sandbox=SANDBOX,
        messages=[(key_of(one), one, as_html(one), inbox.replies(one)) for one in messages],
        phones=PHONES,
        longest_reply=LONGEST_REPLY,
    )
    return HTMLResponse(page, headers=headers)


def _mail(messages: Sequence[InboxMessage], key: str) -> Response:
    html = next((one.html for one in messages if one.html and key_of(one) == key), None)
    if html is None:
        raise HTTPException(404, "There is no such mail in the inbox (any more).")
    headers = {"Content-Security-Policy": MAIL_POLICY, "Cache-Control": "no-store"}
    return HTMLResponse(with_links_in_new_tabs(html), headers=headers)


def _link(url: str) -> Markup:
    return Markup('<a href="{0}" target="_blank" rel="noopener">{0}</a>').format(url)


def _styled(text: str, channel: str) -> Markup:
    if channel != "whatsapp":
        return escape(text)
    return Markup(_BOLD.sub(r"<b>\1</b>", str(escape(text))))
