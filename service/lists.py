"""Answers a request for a list: JSON in pages, CSV and JSON lines as one stream of all."""

from collections.abc import Awaitable, Callable, Sequence

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from service import cursors, tables
from surveys.paging import Page, W, every


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
