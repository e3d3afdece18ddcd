"""GET /v1/decisions."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, contact_of, survey_of, window_of
from service.parameters import CONTACT, SURVEY, choice
from service.questions_in import one_of
from service.shapes import Moment, Object, Person, Shape
from surveys import decisions
from surveys.catalogue import Catalogue
from surveys.deciding import OUTCOMES, reason_codes
from surveys.decisions import STEPS, Filter
from surveys.rules import rules


class Decision(Shape):
    """What the rules said about one event and one survey; no survey: none listens."""

    id: str
    event: str
    event_type: str | None
    survey: str | None
    version: int | None
    outcome: str
    rule: str
    reason: str
    sentence: str
    inputs: Object
    until: Moment | None
    decided_at: Moment
    contact: Person | None


async def _asked(query: Query, catalogue: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(
        contact=contact_of(query),
        survey_id=await survey_of(query, catalogue),
        outcome=one_of(query, "outcome", OUTCOMES),
        rule=one_of(query, "rule", RULES),
        reason=one_of(query, "reason", tuple(reason_codes())),
        step=one_of(query, "step", STEPS),
        **window_of(query, zone),
    )


RULES = ("intake", *rules())
LIST = Listing(
    name="decisions",
    what="What the rules said about each event and survey, by when they said it.",
    entry=Decision,
    filters=(
        CONTACT,
        SURVEY,
        choice("outcome", "Whether somebody is asked.", OUTCOMES),
        choice("rule", "The rule that decided.", RULES),
        choice("reason", "Why; docs/reasons.md has each.", tuple(reason_codes())),
        choice("step", "How far those came that may ask: this step or a later one.", STEPS),
    ),
    asked=_asked,
    page=decisions.page,
)
ROUTES = [LIST.route()]
