"""GET /v1/contacts."""

from zoneinfo import ZoneInfo

from service.lists import Listing, Query, contact_of, window_of
from service.parameters import CONTACT
from service.shapes import Moment, Shape
from surveys import contact_list
from surveys.catalogue import Catalogue
from surveys.contact_list import Filter


class Contact(Shape):
    """A person, as the backends describe them; `external_ids` is what each source calls them."""

    id: str
    external_ids: dict[str, str]
    email: str | None
    phone: str | None
    name: str | None
    locale: str | None
    timezone: str | None
    channels: list[str] | None
    created_at: Moment
    updated_at: Moment


async def _asked(query: Query, _: Catalogue, zone: ZoneInfo) -> Filter:
    return Filter(contact=contact_of(query), **window_of(query, zone))


LIST = Listing(
    name="contacts",
    what="Contacts, by when they were first heard of.",
    entry=Contact,
    filters=(CONTACT,),
    asked=_asked,
    page=contact_list.page,
)
ROUTES = [LIST.route()]
