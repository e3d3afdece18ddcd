"""GET /v1/alerts, GET /v1/alerts/{id}."""

from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.lists import Listing, Query, survey_of, window_of
from service.operations import Content, operation
from service.parameters import SURVEY
from service.routes.scores import Counted
from service.shapes import Moment, Shape
from surveys import alerts
from surveys.alerts import Filter
from surveys.catalogue import Catalogue


class Alert(Shape):
    """A score that has dropped; `property` and `value` are null when it is that of all answers."""

    id: str
    survey: str
    property: str | None
    value: str | None
    since: Moment
    opened_at: Moment
    difference: float | None
    before: Counted
    after: Counted
    days_by_chance: int


class AlertComment(Shape):
    """A comment behind it."""

    score: int
    comment: str
    answered_at: Moment


class AlertWithComments(Alert):
    """An alert with the newest comments under the worst scores since the drop."""

    comments: list[AlertComment]


@operation(
    "scores",
    scope="read",
    session=True,
    path={"id": "alert_1"},
    answers={200: Content("The alert.", AlertWithComments)},
)
async def get_alert(request: Request) -> Response:
    """One of them, with the comments behind it."""
    engine = engine_of(request)
    name = request.path_params["id"]
    return JSONResponse(await alerts.one(engine.database, engine.catalogue, name))


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(survey_id=await survey_of(query, catalogue), **window_of(query, zone))


LIST = Listing(
    name="alerts",
    what="Scores that have dropped by more than chance, by when it was told.",
    entry=Alert,
    filters=(SURVEY,),
    asked=_asked,
    page=alerts.page,
)
ROUTES = [LIST.route(), Route("/v1/alerts/{id}", get_alert, methods=["GET"])]
