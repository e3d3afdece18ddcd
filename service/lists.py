"""Answers a request for a list: JSON in pages, CSV and JSON lines as one stream of all."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from service import cursors, tables
from service.questions_in import moment_of, number_of, zone_of
from surveys.catalogue import Catalogue
from surveys.paging import Page, W, every

WINDOW = ("from", "to", "tz", "limit", "cursor")
MOST = 1000  # in one page


class Bounds(TypedDict):
    """Of a `Window`."""

    start: datetime | None
    end: datetime | None
    before: int | None
    limit: int | None


def window_of(query: Mapping[str, str], default_zone: ZoneInfo) -> Bounds:
    """What the parameters in WINDOW ask for; InvalidInput names a wrong one."""
    zone = zone_of(query.get("tz"), default_zone)
    return Bounds(
        start=moment_of("from", query["from"], zone) if query.get("from") else None,
        end=moment_of("to", query["to"], zone) if query.get("to") else None,
        before=cursors.read(query.get("cursor")),
        limit=number_of(query, "limit", 1, MOST),
    )


async def survey_of(query: Mapping[str, str], catalogue: Catalogue) -> int | None:
    """The id of the survey that is named, if one is; NotFound."""
    return (await catalogue.by_key(query["survey"])).survey_id if query.get("survey") else None


async def listed(
    request: Request, page: Callable[[W], Awaitable[Page]], wanted: W, columns: Sequence[str]
) -> Response:
    """In the form that the request accepts; `columns` are those of CSV."""
    form = tables.wanted(request.headers.get("accept", ""))
    if form is None:
        found, following = await page(wanted)
        return JSONResponse({"data": found, "next": cursors.write(following)})
    rows = await tables.begun(every(page, wanted))
    lines = tables.as_csv(rows, columns) if form == tables.CSV else tables.as_jsonl(rows)
    return StreamingResponse(lines, media_type=form)
