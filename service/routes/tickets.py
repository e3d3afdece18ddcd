"""GET /v1/tickets."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, window_of
from service.parameters import Parameter
from service.questions_in import where_of
from service.shapes import Moment, Object, Shape
from surveys import ticket_list
from surveys.catalogue import Catalogue
from surveys.ticket_list import Filter


class Ticket(Shape):
    """What became of a ticket, after its events: when it was first replied to and first resolved,
    whether it was ever reopened and whether it is open now. `event` told of its creation."""

    id: str
    source: str
    ticket: str
    event: str
    created_at: Moment
    replied_at: Moment | None
    resolved_at: Moment | None
    reopened: bool
    open: bool
    properties: Object


async def _asked(query: Query, _: Catalogue, zone: ZoneInfo) -> Filter:
    where = where_of(query.get("where"), without=True)
    return Filter(where=where, **window_of(query, zone))


LIST = Listing(
    name="tickets",
    what="Tickets, by when they were created, and what became of each.",
    entry=Ticket,
    filters=(
        Parameter(
            "where",
            "PROPERTY:VALUE, as the latest event says it; PROPERTY: for those without.",
            example="agent:Ani",
        ),
    ),
    asked=_asked,
    page=ticket_list.page,
)
ROUTES = [LIST.route()]
