"""GET /v1/surveys, GET and PUT /v1/surveys/{key}: definitions, versioned."""

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import publishing
from service.asking import engine_of
from service.lists import Listed
from service.operations import Content, operation
from surveys import survey_file
from surveys.ambiguous import refuse_ambiguous
from surveys.catalogue import Published, publish
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput


class Live(Definition):
    """The live version of a survey; what it leaves out is as it is unless told."""

    version: int


class Draft(Definition):
    """A survey as its file has it, without the key, which the address has."""

    key: str = ""


EXAMPLE = {
    "kind": "stars",
    "name": "After a visit",
    "trigger": {"on": "visit.completed"},
    "channels": ["email"],
    "segments": ["store"],
    "texts": {"en": {"question": "How many stars do you give us?"}},
}
DRAFT = Content("The survey.", Draft, example=EXAMPLE)
KEY = {"key": "stars-after-visit"}


@operation(
    "surveys", scope="read", session=True, answers={200: Content("All of them.", Listed[Live])}
)
async def list_surveys(request: Request) -> Response:
    """Every survey's live version."""
    live = await engine_of(request).catalogue.live()
    return JSONResponse({"data": [_shown(one) for one in live], "next": None})


@operation(
    "surveys", scope="read", session=True, path=KEY, answers={200: Content("The survey.", Live)}
)
async def get_survey(request: Request) -> Response:
    """The live version."""
    return JSONResponse(
        _shown(await engine_of(request).catalogue.by_key(request.path_params["key"]))
    )


@operation(
    "surveys",
    scope="surveys",
    path=KEY,
    body=DRAFT,
    answers={201: Content("A new version.", Live), 200: Content("It says the same.", Live)},
)
async def put_survey(request: Request) -> Response:
    """Publish a version: 201 when it is new, 200 when the live one says the same."""
    engine = engine_of(request)
    definition = await definition_in(request)
    published, new = await publish(engine.database, definition, engine.clock())
    return JSONResponse(_shown(published), 201 if new else 200)


async def definition_in(request: Request) -> Definition:
    """The survey in the request's body; InvalidInput names each wrong field."""
    found = _json(await request.body())
    key = request.path_params["key"]
    if isinstance(found, dict) and found.setdefault("key", key) != key:
        raise InvalidInput(FieldError("key", f"must be {key!r}, as in the address"))
    definition = survey_file.parse(found)
    publishing.check(definition, engine_of(request).settings.link_origins)
    return definition


def _shown(published: Published) -> dict[str, Any]:
    definition = published.definition.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return {"version": published.version} | definition


def _json(body: bytes) -> Any:
    refuse_ambiguous(body)
    try:
        text = body.decode("utf-8")
        if "\\u0000" in text:
            raise InvalidInput(FieldError("body", "holds a NUL character (\\u0000); take it out"))
        json.dumps(found := json.loads(text, parse_constant=_refuse), ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise InvalidInput(FieldError("body", f"is not JSON: {type(error).__name__}")) from error
    return found


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


ROUTES = [
    Route("/v1/surveys", list_surveys, methods=["GET"]),
    Route("/v1/surveys/{key}", get_survey, methods=["GET"]),
    Route("/v1/surveys/{key}", put_survey, methods=["PUT"]),
]
