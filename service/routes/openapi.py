"""GET /openapi.json, and /docs: the same for people, without a script and without another site."""

import json

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
    return JSONResponse(_document(request))


async def show_page(request: Request) -> Response:
    """The API to read."""
    found = _document(request)
    parts = {"about": found["info"], "sections": sections(found), "shapes": shapes(found)}
    page = render("docs/docs.html", **parts, dump=_dump)
    return HTMLResponse(page, headers={"Content-Security-Policy": CONTENT_SECURITY_POLICY})


def _document(request: Request) -> Object:
    return document(request.app.routes, engine_of(request).settings.base_url)


def _dump(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


ROUTES = [
    Route("/openapi.json", show_document, methods=["GET"]),
    Route("/docs", show_page, methods=["GET"]),
]
