"""Counts the responses one by one and holds the rollups against it."""

from collections import Counter

from surveys.database import Database, Transaction
from surveys.rollups import SCORES

Difference = tuple[int, int, int, int]  # survey, score, in the rollups, counted


async def differences(database: Database) -> list[Difference]:
    """Where the two disagree, on one snapshot; nowhere unless somebody has written behind our
    back."""
    told: Counter[tuple[int, int]] = Counter()
    counted: Counter[tuple[int, int]] = Counter()

    async def work(tx: Transaction) -> None:
        for row in await tx.fetch("recount.rollups"):
            told.update({(int(row["survey_id"]), score): int(row[f"c{score}"]) for score in SCORES})
        for row in await tx.fetch("recount.responses"):
            counted[int(row["survey_id"]), int(row["score"])] += int(row["n"])

    await database.read(work)
    keys = sorted({*told, *counted})
    return [(*key, told[key], counted[key]) for key in keys if told[key] != counted[key]]
