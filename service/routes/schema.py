"""GET /schemas/survey.json: editors complete and check a survey file while it is written."""

import json
from functools import cache

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from service.operations import Content, operation
from service.shapes import Object
from surveys.schema import file_schema

FOR_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


@operation(
    "surveys",
    answers={200: Content("The schema.", Object, media_types=("application/schema+json",))},
)
async def show(_: Request) -> Response:
    """The JSON Schema of survey files."""
    return Response(_schema(), 200, FOR_AN_HOUR, "application/schema+json")


@cache
def _schema() -> bytes:
    return json.dumps(file_schema(), ensure_ascii=False).encode()


ROUTES = [Route("/schemas/survey.json", show, methods=["GET"])]
