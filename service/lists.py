"""Lists: what `GET /v1/...` answers and `afterword export` writes. One way for all of them: JSON in
pages; CSV, JSON lines and Parquet as one stream of everything."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Generic, TypedDict, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from service import cursors, routes, tables
from service.asking import engine_of
from service.etags import unless_known
from service.operations import JSON, Content, operation
from service.parameters import MOST, PAGE, SPAN, Parameter
from service.questions_in import check_known, moment_of, number_of, zone_of
from service.shapes import Shape
from service.tables import FORMS, Form
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.paging import Page, W, pages

Query = Mapping[str, str]


FORMS_SAID = """Newest first. JSON comes in pages; CSV, JSON lines or Parquet, if `Accept` likes
those best, in one stream of everything."""
T = TypeVar("T")


class Listed(Shape, Generic[T]):
    """A page of a list; `next` is the cursor of the one after it, null at the end. A page may be
    short of `limit`, even empty, before the end."""

    data: list[T]
    next: str | None


class Bounds(TypedDict):
    """Of a `Window`."""

    start: datetime | None
    end: datetime | None
    before: int | None
    limit: int | None


def window_of(query: Query, default_zone: ZoneInfo) -> Bounds:
    """What the parameters of every list ask for; InvalidInput names a wrong one."""
    zone = zone_of(query.get("tz"), default_zone)
    return Bounds(
        start=moment_of("from", query["from"], zone) if query.get("from") else None,
        end=moment_of("to", query["to"], zone) if query.get("to") else None,
        before=cursors.read(query.get("cursor")),
        limit=number_of(query, "limit", 1, MOST),
    )


async def survey_of(query: Query, catalogue: Catalogue) -> int | None:
    """The id of the survey that is named, if one is; NotFound."""
    return (await catalogue.by_key(query["survey"])).survey_id if query.get("survey") else None


def contact_of(query: Query) -> str | None:
    """Who is named, if somebody is."""
    return query.get("contact", "").replace("\x00", "").strip() or None


@dataclass(frozen=True, slots=True)
class Listing(Generic[W]):
    """A list, newest first. `entry` is the shape of what is in it, `filters` are its parameters
    beside those of every list, which `asked` reads; `what` is a sentence for people."""

    name: str
    what: str
    entry: type[BaseModel]
    filters: Sequence[Parameter]
    asked: Callable[[Query, Catalogue, ZoneInfo], Awaitable[W]]
    page: Callable[[Database, W], Awaitable[Page]]

    @property
    def parameters(self) -> Sequence[Parameter]:
        """All that it may be asked with."""
        return (*self.filters, *SPAN, *PAGE)

    async def wanted(self, query: Query, catalogue: Catalogue, default_zone: ZoneInfo) -> W:
        """What a query asks for; InvalidInput names a wrong parameter, NotFound the survey."""
        check_known(query, [one.name for one in self.parameters])
        return await self.asked(query, catalogue, default_zone)

    def route(self) -> Route:
        """GET /v1/{name}."""

        async def show(request: Request) -> Response:
            return await self._answer(request)

        show.__doc__ = f"{self.what}\n\n{FORMS_SAID}"
        forms = (JSON, *(form.media_type for form in FORMS.values()))
        page = Content("A page.", Listed.__class_getitem__(self.entry), forms)
        known = Content("`If-None-Match` has the ETag of this page.", media_types=())
        more = {"parameters": self.parameters, "answers": {200: page, 304: known}}
        described = operation("lists", scope="read", session=True, **more)(show)
        return Route(f"/v1/{self.name}", described, methods=["GET"])

    async def _answer(self, request: Request) -> Response:
        engine = engine_of(request)
        wanted = await self.wanted(request.query_params, engine.catalogue, engine.settings.zone)
        form = tables.wanted(request.headers.get("accept", ""))
        if form is None:
            found, following = await self.page(engine.database, wanted)
            body = {"data": found, "next": cursors.write(following)}
            return unless_known(request, JSONResponse(body, headers=VARY))
        return await self.written(engine.database, wanted, form, VARY)

    async def written(
        self, database: Database, wanted: W, form: Form, headers: Mapping[str, str]
    ) -> Response:
        """All that is wanted as one stream."""
        begun = await tables.begun(pages(partial(self.page, database), wanted))
        return StreamingResponse(form.written(begun, self.entry), 200, headers, form.media_type)


VARY = {"Vary": "Accept"}


def listings() -> dict[str, Listing[Any]]:
    """Every list by its name: the `LIST` of each file in routes/."""
    names = sorted(module.name for module in iter_modules(routes.__path__))
    modules = [import_module(f"{routes.__name__}.{name}") for name in names]
    found = [module.LIST for module in modules if hasattr(module, "LIST")]
    return {one.name: one for one in found}
