"""Finds comments by their words, in any language: SQLite's FTS5 and PostgreSQL's tsvector over the
same terms, so both find the same.

Terms are written a moment after the answer, by whoever works on the database, and so are the tags
that rules put on comments: every change of one is in the ledger, whose numbers never go back.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from surveys import sweeping, tagging
from surveys.database import Database, Transaction
from surveys.errors import FieldError, InvalidInput
from surveys.wording import words_of

AT_A_TIME = 200
MOST_WORDS = 10


async def index(database: Database, limit: int = AT_A_TIME) -> int:
    """Read up to `limit` changes for comments; how many. One at a time, whoever calls it."""

    if not await database.fetch("searching.changed", 1):  # most of the time, for nothing
        return 0

    async def work(tx: Transaction) -> int:
        await tx.lock(["search"])
        rows = await tx.fetch("searching.changed", limit)
        said = {int(row["response_id"]): row for row in rows}
        terms = [
            {"response_id": number, "terms": " ".join(sorted(words_of(row["comment"] or "")))}
            for number, row in said.items()
        ]
        await tx.fetch("searching.forget", [*said])
        await tx.insert("searchable", [one for one in terms if one["terms"]])
        await tagging.follow(tx, [*said.values()])
        if rows:
            await tx.fetch("searching.mark", int(rows[-1]["id"]))
        return len(rows)

    return await database.transact(work)


async def erase(tx: Transaction, contact_id: int, now: datetime) -> None:
    """Let nobody find a word of a contact, whose comments are gone already; soon there is none."""
    await tx.lock(["search"])
    await tx.fetch("searching.erase", contact_id)
    await sweeping.note(tx, now)


def wanted(text: str, dialect: str) -> str:
    """For the database: all of these words; InvalidInput when there is none to look for."""
    words = sorted(words_of(text))
    if not words or len(words) > MOST_WORDS:
        raise InvalidInput(FieldError("search", f"write one to {MOST_WORDS} words"))
    return joined(words, dialect)


def joined(words: Sequence[Any], dialect: str) -> str:
    """Quoted, since a word may be AND."""
    if dialect == "sqlite":
        return " ".join(f'"{word}"' for word in words)
    return " & ".join("'" + word.replace("'", "''") + "'" for word in words)
