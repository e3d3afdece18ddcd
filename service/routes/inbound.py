"""GET /v1/inbound."""

from zoneinfo import ZoneInfo

import notifiers
from service.lists import Listing, Query, window_of
from service.parameters import choice
from service.questions_in import one_of
from service.shapes import Moment, Person, Shape
from surveys import inbound
from surveys.catalogue import Catalogue
from surveys.inbound import Filter
from surveys.replies import OUTCOMES


class Inbound(Shape):
    """What somebody wrote to us, and what became of it."""

    id: str
    channel: str
    sender: str
    recipient: str
    text: str
    outcome: str
    sentence: str
    received_at: Moment
    survey: str | None
    event: str | None
    contact: Person | None


async def _asked(query: Query, _: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(
        outcome=one_of(query, "outcome", tuple(OUTCOMES)),
        channel=one_of(query, "channel", notifiers.channel_names()),
        **window_of(query, zone),
    )


LIST = Listing(
    name="inbound",
    what="What people wrote back by SMS and WhatsApp, by when it came.",
    entry=Inbound,
    filters=(
        choice("outcome", "What became of it.", tuple(OUTCOMES)),
        choice("channel", "The way it came.", notifiers.channel_names()),
    ),
    asked=_asked,
    page=inbound.page,
)
ROUTES = [LIST.route()]
