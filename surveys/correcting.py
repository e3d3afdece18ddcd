"""Changes a response at the word of a backend: the ledger keeps what it was, as with any edit."""

from datetime import datetime

from surveys import answering, terms
from surveys.database import Transaction
from surveys.errors import NotFound
from surveys.instant import to_micros
from surveys.standing import Standing


async def correct(
    tx: Transaction,
    response_id: int,
    score: int | None,
    comment: str | None,
    now: datetime,
) -> None:
    """None leaves what is there, "" takes a comment away. NotFound for none that counts."""
    standing = await _held(tx, response_id)
    at = to_micros(now)
    said = standing.score if score is None else score
    standing.take(said, comment, None, "explicit", at, at)
    version = (standing.survey_id, standing.version)
    follow_up = (await terms.read(tx, [version]))[version].follow_up
    if follow_up and standing.contact_id and standing.changed:
        standing.look_into(follow_up.reason(standing.score, False), at)
    await answering.write(tx, [standing])


async def _held(tx: Transaction, response_id: int) -> Standing:
    """The response, for nobody else until the transaction ends. Whoever answers an invitation
    holds that first."""
    rows = await tx.fetch("correcting.invitation", response_id)
    if rows and rows[0]["invitation_id"] is not None:
        _, standings = await answering.held(tx, [int(rows[0]["invitation_id"])])
        found = list(standings.values())
    else:
        found = [Standing.of(r) for r in await tx.fetch("answering.responses_by_id", [response_id])]
    if not found or not found[0].counts:
        raise NotFound("there is no such response")
    return found[0]
