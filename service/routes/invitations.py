"""GET /v1/invitations."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, contact_of, where_in, window_of
from service.parameters import CONTACT, SURVEY, WHERE, choice, flag
from service.questions_in import flag_of, one_of
from service.shapes import Moment, Object, Person, Shape
from surveys import invitations
from surveys.catalogue import Catalogue
from surveys.invitations import STATES, TIMES, Filter


class Invitation(Shape):
    """One survey for one contact because of one event. `id` is what POST /v1/responses takes."""

    id: int
    event: str
    survey: str | None
    version: int
    state: str
    language: str
    channels: list[str]
    segments: Object
    created_at: Moment
    due_at: Moment
    expires_at: Moment
    sent_at: Moment | None
    answered_at: Moment | None
    response: str | None
    contact: Person


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    survey_id, where = await where_in(query, catalogue)
    return Filter(
        contact=contact_of(query),
        survey_id=survey_id,
        where=where,
        state=one_of(query, "state", STATES),
        time=one_of(query, "time", TIMES) or TIMES[0],
        failed=flag_of(query, "failed"),
        **window_of(query, zone),
    )


LIST = Listing(
    name="invitations",
    what="Invitations, by when they were made, and what became of each.",
    entry=Invitation,
    filters=(
        CONTACT,
        SURVEY,
        choice("state", "How it stands.", STATES),
        choice("time", "What `from` and `to` are of: when it was made, or first sent.", TIMES),
        WHERE,
        flag("failed", "1 for those that reached nobody, as far as is known; 0 for the others."),
    ),
    asked=_asked,
    page=invitations.page,
)
ROUTES = [LIST.route()]
