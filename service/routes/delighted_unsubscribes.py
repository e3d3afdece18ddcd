"""Unsubscribes and bounces for code written for Delighted."""

from collections.abc import Sequence

from pydantic import BaseModel
from starlette.responses import JSONResponse, Response

from service.delighted.door import Visit, missing, routes
from service.delighted.person_in import Email
from service.delighted.reading import body_of, offset, per_page, seconds, span_in
from surveys import address, unsubscribed
from surveys.unsubscribed import BOUNCED, UNSUBSCRIBED


class Unsubscribe(BaseModel):
    """Whom not to write to any more."""

    person_email: Email


async def unsubscribe(visit: Visit) -> Response:
    """Wins over every message that is not claimed yet."""
    said = await body_of(visit.request, Unsubscribe)
    email, engine = address.email(said.person_email), visit.engine
    if email is None:
        raise missing("person_email", "is no address")
    source = visit.caller.source
    await unsubscribed.add(engine.database, engine.keyring, source, email, visit.now)
    return JSONResponse({"ok": True})


async def unsubscribes(visit: Visit) -> Response:
    """Who unsubscribed, or reported a mail as spam."""
    return await _listed(visit, UNSUBSCRIBED, "unsubscribed_at")


async def bounces(visit: Visit) -> Response:
    """Whose address is known to be bad."""
    return await _listed(visit, BOUNCED, "bounced_at")


async def _listed(visit: Visit, reasons: Sequence[str], name: str) -> Response:
    query, database = visit.request.query_params, visit.engine.database
    bounds = (span_in(query), per_page(query), offset(query))
    return JSONResponse([
        {
            "person_id": str(row["contact_id"]),
            "email": row["email"],
            "name": row["name"],
            name: seconds(row["closed_at"]),
        }
        for row in await unsubscribed.page(database, reasons, *bounds)
    ])  # fmt: skip


ROUTES = [
    *routes("/unsubscribes", ("GET", "read", unsubscribes), ("POST", "events", unsubscribe)),
    *routes("/bounces", ("GET", "read", bounces)),
]
