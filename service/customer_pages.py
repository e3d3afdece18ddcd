"""Customers' pages as HTTP answers: never stored, never indexed, no referrer, a strict policy."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.asked import Asked
from service.languages import choose
from service.pages import CONTENT_SECURITY_POLICY, Closed, closed_page
from service.words import languages

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
}


RAW = [(name.lower().encode(), value.encode()) for name, value in HEADERS.items()]


class Page(HTMLResponse):
    """HTML whose headers are the same but for the length: encoded once."""

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        length = (b"content-length", b"%d" % len(self.body))
        self.raw_headers = [length, *RAW]


def html(page: str, status: int = 200) -> HTMLResponse:
    """A page with the headers that a link with a secret in it needs."""
    return Page(page, status)


def closed(asked: Asked, why: Closed) -> HTMLResponse:
    """Why there is nothing to answer any more."""
    return html(closed_page(asked.language, why, asked.brand, asked.color), 410)


def not_found(request: Request) -> HTMLResponse:
    """The same page for every token that is not there, whatever was asked."""
    return html(closed_page(language_of(request), "unknown"), 404)


def language_of(request: Request) -> str:
    """The interface language that the browser prefers."""
    return choose(None, request.headers.get("accept-language"), languages())
