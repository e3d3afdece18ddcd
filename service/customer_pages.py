"""Customers' pages as HTTP answers: never stored, never indexed, no referrer, a strict policy."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.asked import Asked
from service.brand import COLOR
from service.inline import policy
from service.languages import choose
from service.pages import Closed, closed_page
from service.words import languages

HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


def html(page: str, status: int = 200, color: str = COLOR) -> HTMLResponse:
    """A page in a brand's colour, with the headers that a link with a secret in it needs."""
    return HTMLResponse(page, status, HEADERS | {"Content-Security-Policy": policy(color)})


def closed(asked: Asked, why: Closed) -> HTMLResponse:
    """Why there is nothing to answer any more."""
    return html(closed_page(asked.language, why, asked.brand, asked.color), 410, asked.color)


def not_found(request: Request) -> HTMLResponse:
    """The same page for every token that is not there, whatever was asked."""
    return html(closed_page(language_of(request), "unknown"), 404)


def busy(request: Request, wait_seconds: float) -> HTMLResponse:
    """For whoever comes too often."""
    found = html(closed_page(language_of(request), "busy"), 429)
    found.headers["Retry-After"] = str(int(wait_seconds) + 1)
    return found


def language_of(request: Request, contact_locale: str | None = None) -> str:
    """The interface language of the contact, or else the one that the browser prefers."""
    return choose(contact_locale, request.headers.get("accept-language"), languages())
