"""Customers' pages as HTTP answers: never stored, never indexed, no referrer, a strict policy."""

from collections.abc import Mapping
from functools import lru_cache

from starlette.requests import Request
from starlette.responses import HTMLResponse

from service.asked import Asked
from service.brand import COLOR
from service.inline import policy
from service.languages import LONGEST_HEADER, choose
from service.pages import Closed, closed_page
from service.words import languages

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class Page(HTMLResponse):
    """HTML whose headers are the same for every page of a colour, but for the length."""

    def __init__(self, page: str, status: int, color: str) -> None:
        self._same = _headers(color)
        super().__init__(page, status)

    def init_headers(self, headers: Mapping[str, str] | None = None) -> None:
        self.raw_headers = [(b"content-length", b"%d" % len(self.body)), *self._same]


@lru_cache(maxsize=256)
def _headers(color: str) -> tuple[tuple[bytes, bytes], ...]:
    found = HEADERS | {"Content-Security-Policy": policy(color)}
    return tuple((name.lower().encode(), value.encode()) for name, value in found.items())


def html(page: str, status: int = 200, color: str = COLOR) -> HTMLResponse:
    """A page in a brand's colour, with the headers that a link with a secret in it needs."""
    return Page(page, status, color)


def closed(asked: Asked, why: Closed) -> HTMLResponse:
    """Why there is nothing to answer any more, in the languages in which it was asked."""
    offered = tuple(asked.definition.texts)
    page = closed_page(asked.language, why, asked.brand, asked.color, offered)
    return html(page, 410, asked.color)


def not_found(request: Request) -> HTMLResponse:
    """The same page for every token that is not there, whatever was asked."""
    return html(_unknown(language_of(request)), 404)


def too_many(request: Request, wait_seconds: int) -> HTMLResponse:
    """The very page, for who has asked for too many that are not there."""
    page = html(_unknown(language_of(request)), 429)
    page.headers["Retry-After"] = str(wait_seconds)
    return page


@lru_cache(maxsize=64)
def _unknown(language: str) -> str:
    return closed_page(language, "unknown")


def busy(request: Request, wait_seconds: float) -> HTMLResponse:
    """For whoever comes too often."""
    found = html(closed_page(language_of(request), "busy"), 429)
    found.headers["Retry-After"] = str(int(wait_seconds) + 1)
    return found


def language_of(request: Request, contact_locale: str | None = None) -> str:
    """The interface language that was chosen on the page, or the contact's, or else the one that
    the browser prefers."""
    chosen = request.query_params.get("lang")
    if chosen in languages():
        return chosen
    wanted = request.headers.get("accept-language", "")[:LONGEST_HEADER]
    return _choose(contact_locale, wanted, languages())


_choose = lru_cache(maxsize=1024)(choose)
