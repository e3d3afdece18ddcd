"""GET /v1/messages."""

from zoneinfo import ZoneInfo

import notifiers
from service.lists import Listing, Query, survey_of, window_of
from service.parameters import SURVEY, choice
from service.questions_in import one_of
from service.shapes import Moment, Person, Shape
from surveys import messages
from surveys.catalogue import Catalogue
from surveys.messages import STATES, Filter


class Message(Shape):
    """One attempt to reach a contact on one channel, and what became of it."""

    id: str
    event: str
    survey: str
    channel: str
    kind: str
    state: str
    code: str | None
    error: str | None
    provider_id: str | None
    attempts: int
    due_at: Moment
    started_at: Moment | None
    ended_at: Moment | None
    contact: Person


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(
        survey_id=await survey_of(query, catalogue),
        state=one_of(query, "state", STATES),
        channel=one_of(query, "channel", notifiers.channel_names()),
        **window_of(query, zone),
    )


LIST = Listing(
    name="messages",
    what="Messages, by when they are due, and what became of each.",
    entry=Message,
    filters=(
        SURVEY,
        choice("state", "How it stands.", STATES),
        choice("channel", "The way to the contact.", notifiers.channel_names()),
    ),
    asked=_asked,
    page=messages.page,
)
ROUTES = [LIST.route()]
