"""POST /v1/responses/{id}/tags: tags by hand."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.operations import Content, operation
from service.shapes import Shape
from service.tags_in import Retag, retag_of
from surveys import tagging
from surveys.responses import number_of


class TagsNow(Shape):
    """All tags of a response."""

    id: str
    tags: list[str]


@operation(
    "lists",
    scope="responses",
    path={"id": "res_1"},
    body=Content("Tags to add and to remove.", Retag, example={"add": ["price"]}),
    answers={200: Content("All tags that it has now.", TagsNow)},
)
async def post_tags(request: Request) -> Response:
    """Tag a response by hand. No rule changes what was added or removed so."""
    engine, name = engine_of(request), request.path_params["id"]
    wanted = retag_of(await request.body())
    found = await tagging.change(
        engine.database, number_of(name), wanted.add, wanted.remove, engine.clock()
    )
    return JSONResponse({"id": name, "tags": found})


ROUTES = [Route("/v1/responses/{id}/tags", post_tags, methods=["POST"])]
