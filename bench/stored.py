"""A year of events, written by the database itself: each of one of many contacts, decided about,
and a third of them asked. They lie on disk in the order in which they came.
"""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from bench.customers import PRODUCTS, STORES

EVENTS_EACH = 4  # a contact, on average
MADE = """
WITH RECURSIVE
    n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < :count - 1),
    m AS MATERIALIZED (SELECT i, abs(random()) % :people AS person FROM n)
INSERT INTO event (id, source, external_id, type, occurred_at, received_at, payload)
SELECT i + 1, 'shop', printf('order-%07d', i), 'purchase.completed',
    :start + i * ((:end - :start) / :count) - 60000000, :start + i * ((:end - :start) / :count),
    json_object(
        'customer', json_object(
            'id', printf('customer-%07d', person),
            'email', printf('customer-%07d@example.com', person),
            'phone', printf('+62812%07d', person),
            'name', 'Ani Wijaya', 'locale', 'id-ID', 'timezone', 'Asia/Jakarta'
        ),
        'properties', json_object(
            'store', :stores ->> (i % json_array_length(:stores)),
            'product_line', :products ->> (i % json_array_length(:products)),
            'amount', '125000'
        )
    )
FROM m
"""
KNOWN = """
INSERT INTO contact (id, email, phone, name, locale, timezone, created_at, updated_at)
SELECT 1 + substr(external_id, 10), payload ->> '$.customer.email',
    payload ->> '$.customer.phone', 'Ani Wijaya', 'id-ID', 'Asia/Jakarta', created_at, created_at
FROM (
    SELECT payload ->> '$.customer.id' AS external_id, payload, MIN(occurred_at) AS created_at
    FROM event
    GROUP BY 1
)
"""
NAMED = """
INSERT INTO identity (source, external_id, contact_id)
SELECT 'shop', printf('customer-%07d', id - 1), id FROM contact
"""
DECIDED = """
INSERT INTO decision (id, event_id, survey_id, version, contact_id, outcome, rule, reason, sentence,
    inputs, until, decided_at)
SELECT id, id, 1, 1, 1 + substr(payload ->> '$.customer.id', 10),
    CASE WHEN id % 3 = 0 THEN 'scheduled' ELSE 'skipped' END,
    CASE WHEN id % 3 = 0 THEN 'channel' ELSE 'sampling' END,
    CASE WHEN id % 3 = 0 THEN 'scheduled' ELSE 'not_in_sample' END,
    'The survey asks 33 % of events; this one drew 45.67.', '{"lot":45.67,"sample":33.0}', NULL,
    received_at
FROM event
"""
ASKED = """
INSERT INTO invitation (id, event_id, survey_id, version, contact_id, token, state, language,
    channels, segments, created_at, due_at, expires_at, sent_at)
SELECT id, event_id, 1, 1, contact_id, printf('%022d', id), 'asked', 'id', '["email"]', '{}',
    decided_at, decided_at, decided_at + 2400000000000, decided_at
FROM decision
WHERE outcome = 'scheduled'
"""


def fill(path: Path, count: int, start: int, end: int) -> None:
    """`count` events from `start` to `end`, in microseconds. The file must have the schema and
    survey 1."""
    values = {"count": count, "start": start, "end": end, "people": count // EVENTS_EACH}
    lists = {"stores": json.dumps(STORES), "products": json.dumps(PRODUCTS)}
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for statement in (MADE, KNOWN, NAMED, DECIDED, ASKED):
            connection.execute(statement, values | lists)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
