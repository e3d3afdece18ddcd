"""A list of the API as a page: the same parameters, a row for each entry, a way to older ones."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import Markup

from service import cursors, parquet
from service.columns import Entry, columns_of, value_at
from service.dashboard import Link, frame
from service.engine import Engine
from service.headings import called
from service.lists import Listing, Query, listings
from service.numerals import moment
from service.parameters import PAGE
from service.parts import Text, linked
from service.questions_in import zone_of
from service.tables import FORMS, PARQUET
from service.templating import render
from service.view import address
from service.view_in import without
from service.words import Words
from surveys.errors import InvalidInput, NotFound
from surveys.models.access import User

LINKS = {
    "survey": "/?survey={}",
    "response": "/v1/responses/{}",
    "contact.id": "/lists/decisions?contact={}",
}
EMPTY: Sequence[Any] = (None, "", {}, [])


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What an address shows of a list. `following`: where the next page begins; `partial`: that
    there are fewer entries here than were asked for only because nobody has looked further."""

    listing: Listing[Any]
    query: Query
    zone: ZoneInfo
    entries: Sequence[Entry]
    following: int | None
    partial: bool
    mistakes: Sequence[str]

    @property
    def columns(self) -> Mapping[str, str]:
        """Those in which there is something, and of what kind."""
        found = columns_of(self.listing.entry).items()
        return {name: kind for name, kind in found if self._holds(name)}

    def _holds(self, column: str) -> bool:
        return any(value_at(one, column) not in EMPTY for one in self.entries)

    def link(self, ending: str = "", **changes: str | None) -> str:
        """This list with some parameters changed, or as a file."""
        return address({**self.query, **changes}, f"/lists/{self.listing.name}{ending}")


async def excerpt_of(listing: Listing[Any], asked: Query, engine: Engine) -> Excerpt:
    """What an address asks for; its mistakes are told and left out. Of a list that is too long to
    be shown as a whole there is nothing until somebody asks for less."""
    query = {name: text.replace("\x00", "") for name, text in asked.items() if text.strip()}
    mistakes: list[str] = []
    while True:
        try:
            wanted = await listing.wanted(query, engine.catalogue, engine.settings.zone)
            entries, following = await listing.page(engine.database, wanted)
        except NotFound as error:
            mistakes.append(str(error))
            query = without(query, "survey")
        except InvalidInput as error:
            mistakes.append(str(error))
            if (field := error.errors[0].field) not in query:  # it is missing
                return Excerpt(listing, query, engine.settings.zone, (), None, False, mistakes)
            query = without(query, field)
        else:
            zone = zone_of(query.get("tz"), engine.settings.zone)
            partial = following is not None and len(entries) < wanted.shown
            return Excerpt(listing, query, zone, entries, following, partial, mistakes)


def list_page(shown: Excerpt, words: Words, user: User, csrf: str) -> str:
    """The page for one excerpt."""
    paging = [one.name for one in PAGE]
    parameters = [one for one in shown.listing.parameters if one.name not in paging]
    return render(
        "dashboard/list.html",
        **frame(words),
        user=user,
        csrf=csrf,
        name=shown.listing.name,
        query=shown.query,
        parameters=parameters,
        chosen=[(one.name, shown.query[one.name]) for one in parameters if one.name in shown.query],
        mistakes=shown.mistakes,
        lists=_others(shown, words),
        columns=shown.columns,
        called=called,
        rows=[_cells(shown, one, words) for one in shown.entries],
        partial=shown.partial,
        older=shown.following and shown.link(cursor=cursors.write(shown.following)),
        newest=shown.link(cursor=None) if "cursor" in shown.query else None,
        files=[*_files(shown)],
    )


def _others(shown: Excerpt, words: Words) -> list[Link]:
    """Every list, with as much of the query as it knows."""
    return [
        (
            called(name, words),
            address(_shared(shown.query, one), f"/lists/{name}"),
            name == shown.listing.name,
        )
        for name, one in listings().items()
    ]


def _shared(query: Query, listing: Listing[Any]) -> dict[str, str]:
    known = {one.name for one in listing.parameters} - {"cursor"}
    return {name: text for name, text in query.items() if name in known}


def _files(shown: Excerpt) -> Iterable[tuple[str, str]]:
    for form in FORMS.values():
        if form is not PARQUET or parquet.installed():
            yield form.ending, shown.link(f".{form.ending}", cursor=None)


def _cells(shown: Excerpt, entry: Entry, words: Words) -> list[tuple[Text, str]]:
    """And what is in them."""
    return [
        (_linked(name, _said(value_at(entry, name), kind, shown.zone, words)), kind)
        for name, kind in shown.columns.items()
    ]


def _said(value: Any, kind: str, zone: ZoneInfo, _: Words) -> Text:
    if value in EMPTY:
        return ""
    if kind == "date-time":
        at = datetime.fromisoformat(value).astimezone(zone)
        told = moment(_.language, at)
        return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), told)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {_plain(one)}" for name, one in value.items())
    return ", ".join(map(_plain, value)) if isinstance(value, list) else str(value)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _linked(column: str, said: Text) -> Text:
    leads = LINKS[column].format(quote(said, safe="")) if said and column in LINKS else ""
    return linked(said, leads)
