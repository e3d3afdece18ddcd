"""The same year of answers on PostgreSQL, see bulk.py."""

import asyncpg

from bench.customers import PRODUCTS, STORES
from surveys.rollups import SCORES

ANSWERED = """
INSERT INTO response (id, invitation_id, survey_id, version, contact_id, score, comment, segments,
    channel, language, evidence, answered_at, updated_at)
SELECT i + 1, i + 1, 1, 1, i + 1,
    CASE WHEN dice < 50000 THEN 7 + dice % 4 ELSE dice % 7 END,
    CASE WHEN i % 3 = 0 THEN 'It was good, thank you' END,
    jsonb_build_object('store', ($4::text[])[1 + place % cardinality($4::text[])],
        'product_line', ($5::text[])[1 + place % cardinality($5::text[])]),
    'email', 'id', 'explicit', at, at
FROM (
    SELECT i, i * 2654435761 >> 8 & 65535 AS dice, i * 40503 >> 4 & 65535 AS place,
        $2::bigint + i * (($3::bigint - $2::bigint) / $1::bigint) AS at
    FROM generate_series(0, $1::bigint - 1) AS i
) AS m
"""
ASKED = """
INSERT INTO invitation (id, event_id, survey_id, version, contact_id, token, state, language,
    channels, segments, created_at, due_at, expires_at, sent_at, answered_at, counted, folded)
SELECT id, id, survey_id, 1, id, lpad(id::text, 22, '0'), 'answered', 'id', '["email"]', segments,
    answered_at - 7200000000, answered_at - 3600000000, answered_at + 2400000000000,
    answered_at - 3600000000, answered_at, 7, TRUE
FROM response
"""
COUNTED = f"""
INSERT INTO rollup (survey_id, property, hour, value, {", ".join(f"c{s}" for s in SCORES)},
    sent, delivered, answered)
SELECT survey_id, $1::text, answered_at - answered_at % 3600000000,
    CASE WHEN $1::text = '' THEN '' ELSE segments ->> $1::text END,
    {", ".join(f"COUNT(*) FILTER (WHERE score = {s})" for s in SCORES)},
    COUNT(*), COUNT(*), COUNT(*)
FROM response
GROUP BY 1, 3, 4
"""


async def fill(url: str, count: int, start: int, end: int) -> None:
    """`count` answers from `start` to `end`, in microseconds, each with its invitation, and the
    rollups of all of them. The database must have the schema and survey 1.
    """
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(ANSWERED, count, start, end, list(STORES), list(PRODUCTS))
        await connection.execute(ASKED)
        for name in ("", "store", "product_line"):
            await connection.execute(COUNTED, name)
        await connection.execute("VACUUM ANALYZE")  # which it does by itself in time
    finally:
        await connection.close()
