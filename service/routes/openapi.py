"""GET /openapi.json, and /docs: the same for people, without a script and without another site."""

import json
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.openapi import document
from service.operations import Content, operation
from service.reading import sections, shapes
from service.shapes import Object
from service.templating import render

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'none'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


@operation("operation", answers={200: Content("OpenAPI 3.1.", Object)})
async def show_document(request: Request) -> Response:
    """This document."""
    return Response(_kept(request, "openapi", _json), media_type="application/json")


async def show_page(request: Request) -> Response:
    """The API to read."""
    headers = {"Content-Security-Policy": CONTENT_SECURITY_POLICY}
    return HTMLResponse(_kept(request, "docs", _page), headers=headers)


def _kept(request: Request, name: str, make: Callable[[Request], bytes]) -> bytes:
    """Made once: it takes long, anybody may ask for it, and it says the same until the end."""
    kept = request.app.state
    if not hasattr(kept, name):
        setattr(kept, name, make(request))
    made: bytes = getattr(kept, name)
    return made


def _json(request: Request) -> bytes:
    return bytes(JSONResponse(_document(request)).body)


def _page(request: Request) -> bytes:
    found = _document(request)
    parts = {"about": found["info"], "sections": sections(found), "shapes": shapes(found)}
    return render("docs/docs.html", **parts, dump=_dump).encode()


def _document(request: Request) -> Object:
    return document(request.app.routes, engine_of(request).settings.base_url)


def _dump(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


ROUTES = [
    Route("/openapi.json", show_document, methods=["GET"]),
    Route("/docs", show_page, methods=["GET"]),
]
