"""GET /v1/cases."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, survey_of, window_of
from service.parameters import SURVEY, choice
from service.questions_in import one_of
from service.shapes import Moment, Reachable, Shape
from surveys import cases
from surveys.cases import REASONS, STATES, Filter
from surveys.catalogue import Catalogue


class Case(Shape):
    """An answer that a person should look at."""

    id: str
    response: str
    survey: str
    score: int
    comment: str | None
    reason: str
    state: str
    opened_at: Moment
    event: str | None
    contact: Reachable


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(
        survey_id=await survey_of(query, catalogue),
        reason=one_of(query, "reason", REASONS),
        state=one_of(query, "state", STATES),
        **window_of(query, zone),
    )


LIST = Listing(
    name="cases",
    what="Answers that a person should look at, by when the case was opened.",
    entry=Case,
    filters=(
        SURVEY,
        choice("reason", "Why it was opened.", REASONS),
        choice("state", "How it stands.", STATES),
    ),
    asked=_asked,
    page=cases.page,
)
ROUTES = [LIST.route()]
