"""Pages for people who sign in, as HTTP answers: never stored, a strict policy."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from service.customer_pages import language_of
from service.dashboard import CONTENT_SECURITY_POLICY
from service.words import Words, words_in

MOST_FIELDS = 20
HEADERS = {
    "Cache-Control": "no-store",
    # not no-referrer: browsers would then call the origin of our own forms "null"
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
}


def html(page: str, status: int = 200, **headers: str) -> HTMLResponse:
    """A page with the headers that a person's figures need."""
    return HTMLResponse(page, status, HEADERS | headers)


def attached(name: str) -> dict[str, str]:
    """Headers of a file that a person takes along."""
    return {
        "Cache-Control": "no-store",
        "Content-Disposition": f'attachment; filename="{name}"',
    }


def to_login(request: Request) -> RedirectResponse:
    """For strangers: they sign in first and come back."""
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/login?" + urlencode({"next": here}), 303)


async def fields_of(request: Request) -> Mapping[str, str]:
    """The fields of a form of ours; whatever is no such form has none."""
    text = (await request.body()).decode("utf-8", "replace")
    try:
        return dict(parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def words_of(request: Request) -> Words:
    """The words that the browser prefers."""
    return words_in(language_of(request))
