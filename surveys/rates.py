"""Of a survey's invitations and answers in a span: how many were sent, and how people answered."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from surveys.database import Transaction
from surveys.instant import to_micros
from surveys.periods import Period
from surveys.rollups import ALL, BITS, change_of

Filters = tuple[str, str, Sequence[Sequence[str]]]  # see Question.filters
Sent = tuple[int | None, int | None, int | None]


async def sent(
    tx: Transaction, survey_id: int, span: Period, filters: Filters, cohort: bool
) -> Sent:
    """Of the invitations first sent in the span: how many, delivered, and answered by now; of a
    `cohort`, answered in the span. None for one channel: an invitation may go out on several."""
    segment, value, others = filters
    if any(name == "@channel" for name, _ in others):
        return None, None, None
    bounds = (survey_id, to_micros(span.start), to_micros(span.end))
    if cohort or others or not span.on_the_hour:
        [row] = await tx.fetch("scores.sent", *bounds, *filters)
        answered = row["in_time" if cohort else "answered"]
        return int(row["sent"]), int(row["delivered"]), int(answered)
    [row] = await tx.fetch("scores.sent_rollup", *bounds, segment or ALL, value)
    found = Counter({name: int(row[name]) for name in BITS})
    for late in await tx.fetch("scores.sent_tail", *bounds):
        if segment == ALL or json.loads(late["segments"]).get(segment) == value:
            found.update(change_of(int(late["counted"]), int(late["now"])))
    return found["sent"], found["delivered"], found["answered"]


async def clicked(
    tx: Transaction, survey_id: int, span: Period, filters: Filters
) -> Mapping[str, int]:
    """Answers that nobody sent with the button, by evidence."""
    bounds = (survey_id, to_micros(span.start), to_micros(span.end))
    rows = await tx.fetch("scores.clicked", *bounds, *filters)
    return {row["evidence"]: int(row["n"]) for row in rows}
