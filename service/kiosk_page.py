"""The page of a kiosk: a screen on a wall, tapped by many people one after another."""

from base64 import b64encode
from hashlib import sha256
from typing import Literal

from markupsafe import Markup
from starlette.responses import HTMLResponse

from service.asked import Asked
from service.brand import stylesheet
from service.customer_pages import HEADERS
from service.languages import direction, own_name
from service.templating import render

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'sha256-{}'; connect-src 'self'; "
    "img-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def kiosk_page(
    asked: Asked, path: str, nonce: str, state: Literal["ask", "thanks"], first_language: str
) -> HTMLResponse:
    """The question, or thanks for an answer of which nothing is shown any more. After somebody has
    chosen a language it goes back to `first_language`."""
    style = stylesheet(asked.color.removeprefix("#")) or ""
    languages = list(asked.definition.texts)
    switch = [(tag, own_name(tag), f"{path}?lang={tag}") for tag in languages]
    page = render(
        "doors/kiosk.html",
        _=asked.words,
        language=asked.language,
        direction=direction(asked.language),
        spoken=asked.words.attributes_within(asked.language),
        brand=asked.brand,
        style=Markup(style),
        question=asked.line(asked.texts.question),
        look=asked.look,
        nonce=nonce,
        state=state,
        action=f"{path}?lang={asked.language}",
        home=path if asked.language != first_language else "",
        switch=switch if len(switch) > 1 else [],
    )
    digest = b64encode(sha256(style.encode()).digest()).decode()
    return HTMLResponse(page, 200, HEADERS | {"Content-Security-Policy": POLICY.format(digest)})
