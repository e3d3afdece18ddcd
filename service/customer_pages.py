"""Customers' pages as HTTP answers: never stored, never indexed, no referrer, a strict policy."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.asked import Asked
from service.languages import choose
from service.pages import CONTENT_SECURITY_POLICY, Closed, closed_page
from service.words import languages

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
}


def html(page: str, status: int = 200) -> HTMLResponse:
    """A page with the headers that a link with a secret in it needs."""
    return HTMLResponse(page, status, HEADERS)


def closed(asked: Asked, why: Closed) -> HTMLResponse:
    """Why there is nothing to answer any more."""
    return html(closed_page(asked.language, why, asked.brand, asked.color), 410)


def not_found(request: Request) -> HTMLResponse:
    """The same page for every token that is not there, whatever was asked."""
    return html(closed_page(language_of(request), "unknown"), 404)


def busy(request: Request, wait_seconds: float) -> HTMLResponse:
    """For whoever comes too often."""
    found = html(closed_page(language_of(request), "busy"), 429)
    found.headers["Retry-After"] = str(int(wait_seconds) + 1)
    return found


def language_of(request: Request) -> str:
    """The interface language that the browser prefers."""
    return choose(None, request.headers.get("accept-language"), languages())
