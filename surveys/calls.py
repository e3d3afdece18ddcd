"""Requests to answer links that came together share one transaction: it finds their links, writes
down what each request amounts to, a click or an answer, and commits before anybody is answered.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from surveys import answering, clicking
from surveys.answering import Answer, Verdict
from surveys.catalogue import Catalogue
from surveys.clicking import Link, Logged
from surveys.database import Database, Transaction

Deed = Logged | Answer


@dataclass(slots=True)
class Call:
    """One request. `means` says what it amounts to, given the link as it is in the database, None
    for nothing. It is asked again when a transaction has to be tried again."""

    token: str
    means: Callable[[Link], Deed | None]


@dataclass(slots=True)
class Met:
    """What became of a call: its link, None when there is none, and what was written down."""

    link: Link | None
    deed: Deed | None = None
    verdict: Verdict | None = None  # of an answer


async def meet(database: Database, catalogue: Catalogue, calls: Sequence[Call]) -> list[Met]:
    """Take all calls in one durable transaction, in order."""
    return await database.transact(lambda tx: _meet(tx, catalogue, calls), whole=True)


async def _meet(tx: Transaction, catalogue: Catalogue, calls: Sequence[Call]) -> list[Met]:
    links = await clicking.find_all(tx, catalogue, [call.token for call in calls])
    met = [
        Met(link, call.means(link) if link else None)
        for call, link in zip(calls, links, strict=True)
    ]
    if clicks := [one.deed for one in met if isinstance(one.deed, Logged)]:
        await clicking.keep(tx, clicks)
    said = [(one, one.deed) for one in met if isinstance(one.deed, Answer)]
    if said:
        verdicts = await answering.take(tx, [answer for _, answer in said])
        for (one, _), verdict in zip(said, verdicts, strict=True):
            one.verdict = verdict
    return met
