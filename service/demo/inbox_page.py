"""/inbox: what the demo's customers got, as they would see it."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from service.customer_pages import language_of
from service.demo.inbox import Inbox
from service.languages import direction
from service.templating import render
from service.words import words_in

# The mails carry inline styles, as mails do, and are shown in frames that may do nothing else.
POLICY = (
    "default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "img-src 'self' data:; connect-src 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def inbox_route(inbox: Inbox) -> Route:
    """The route over one inbox: JSON by Accept, else the page."""

    async def show(request: Request) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse(inbox.as_json())
        words = words_in(language_of(request))
        page = render(
            "demo/inbox.html",
            _=words,
            language=words.language,
            direction=direction(words.language),
            messages=inbox.messages(),
        )
        return HTMLResponse(
            page, headers={"Content-Security-Policy": POLICY, "Cache-Control": "no-store"}
        )

    return Route("/inbox", show, methods=["GET"])
