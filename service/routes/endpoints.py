"""GET /v1/hooks, PUT /v1/hooks/{endpoint}: where foreign systems may post, and their secrets."""

from datetime import timedelta

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import Listed
from service.operations import Content, operation
from service.senders import path_of, sender_named
from service.shapes import Moment, Shape
from surveys import hooks
from surveys.ambiguous import refuse_ambiguous
from surveys.duration import Duration
from surveys.errors import InvalidInput
from surveys.survey_file import field_errors


class Wanted(BaseModel):
    """The body of PUT. `old_valid_for`: how long the secrets before a new one are still taken."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    source: str
    secret: str | None = None
    old_valid_for: Duration = timedelta(hours=24)


class Address(Shape):
    """Where a source may post; `secret` is there only when we have just made it."""

    source: str
    endpoint: str
    url: str


class Endpoint(Address):
    """The same with how its secrets stand."""

    created_at: Moment
    live_secrets: int
    old_valid_until: Moment | None


@operation("hooks", scope="hooks", answers={200: Content("All of them.", Listed[Endpoint])})
async def list_endpoints(request: Request) -> Response:
    """Every endpoint, without its secrets."""
    engine = engine_of(request)
    found = await hooks.every(engine.keyring, engine.clock())
    data = [
        {
            **_shown(engine.settings.base_url, one.source, one.name),
            "created_at": one.created_at.isoformat(),
            "live_secrets": one.live_secrets,
            "old_valid_until": one.old_until.isoformat() if one.old_until else None,
        }
        for one in found
    ]
    return JSONResponse({"data": data, "next": None})


@operation(
    "hooks",
    scope="hooks",
    path={"endpoint": "desk"},
    body=Content(
        "The source, and its secret if it has one.", Wanted, example={"source": "generic"}
    ),
    answers={
        201: Content("It is made. A secret of ours is shown this one time.", Address),
        200: Content("It was there.", Address),
    },
)
async def put_endpoint(request: Request) -> Response:
    """201 when it is new, with its secret if we have made it: nobody sees that again. 200 when it
    was there; a secret that is not the current one becomes it, otherwise nothing changes.
    """
    engine = engine_of(request)
    wanted, name, now = (
        _wanted(await request.body()),
        request.path_params["endpoint"],
        engine.clock(),
    )
    source = sender_named(wanted.source)
    secret = None if wanted.secret is None else source.checked_secret(wanted.secret)
    shown = _shown(engine.settings.base_url, wanted.source, name)
    if await hooks.find(wanted.source, name, engine.keyring, now) is None:
        made = secret or source.new_secret()
        await hooks.add(wanted.source, name, [made], engine.keyring, now)
        return JSONResponse(shown if secret else shown | {"secret": made}, 201)
    if secret is not None:
        await hooks.rotate(wanted.source, name, secret, wanted.old_valid_for, engine.keyring, now)
    return JSONResponse(shown)


def _shown(base_url: str, source: str, name: str) -> dict[str, str]:
    return {"source": source, "endpoint": name, "url": base_url + path_of(source, name)}


def _wanted(body: bytes) -> Wanted:
    refuse_ambiguous(body)
    try:
        return Wanted.model_validate_json(body)
    except ValidationError as error:
        raise InvalidInput(*field_errors(error)[:20]) from error


ROUTES = [
    Route("/v1/hooks", list_endpoints, methods=["GET"]),
    Route("/v1/hooks/{endpoint}", put_endpoint, methods=["PUT"]),
]
