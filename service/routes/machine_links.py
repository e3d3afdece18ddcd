"""GET /v1/machine-links."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, survey_of, window_of
from service.parameters import SURVEY
from service.shapes import Moment, Person, Shape
from surveys import machine_links
from surveys.catalogue import Catalogue
from surveys.machine_links import Filter


class MachineLink(Shape):
    """A link to a score that machines opened so many `times`, for the first time at `opened_at`."""

    id: str
    survey: str
    score: int
    times: int
    opened_at: Moment
    event: str
    contact: Person


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(survey_id=await survey_of(query, catalogue), **window_of(query, zone))


LIST = Listing(
    name="machine-links",
    what="Links that machines opened lately, each once, those of the newest invitations first.",
    entry=MachineLink,
    filters=(SURVEY,),
    asked=_asked,
    page=machine_links.page,
)
ROUTES = [LIST.route()]
