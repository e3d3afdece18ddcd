"""Alerts: scores that have dropped; ticket events by their time; comments by their words."""

from typing import Any

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from surveys.fields import InstantField

POSTGRES = [
    "CREATE INDEX searchable_terms ON searchable "
    "USING gin (array_to_tsvector(string_to_array(terms, ' ')))"
]
# the words are cut already: letters, digits and vowel signs belong together
SQLITE = [
    "CREATE VIRTUAL TABLE searchable_index USING fts5(terms, content='searchable', "
    "content_rowid='response_id', detail=none, "
    "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* M*'\")",
    "CREATE TRIGGER searchable_added AFTER INSERT ON searchable BEGIN INSERT INTO "
    "searchable_index (rowid, terms) VALUES (new.response_id, new.terms); END",
    "CREATE TRIGGER searchable_gone AFTER DELETE ON searchable BEGIN INSERT INTO searchable_index "
    "(searchable_index, rowid, terms) VALUES ('delete', old.response_id, old.terms); END",
]
DROP = ["DROP INDEX searchable_terms"]
DROP_SQLITE = [
    "DROP TRIGGER searchable_added",
    "DROP TRIGGER searchable_gone",
    "DROP TABLE searchable_index",
]


async def add_index(_apps: Any, editor: Any) -> None:
    sqlite = editor.client.capabilities.dialect == "sqlite"
    for statement in SQLITE if sqlite else POSTGRES:
        await editor.client.execute_query(statement)


async def drop_index(_apps: Any, editor: Any) -> None:
    sqlite = editor.client.capabilities.dialect == "sqlite"
    for statement in DROP_SQLITE if sqlite else DROP:
        await editor.client.execute_query(statement)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0017_delighted")]

    operations = [
        ops.CreateModel(
            name="Alert",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("survey_id", fields.BigIntField()),
                ("property", fields.CharField(max_length=64)),
                ("value", fields.CharField(max_length=200)),
                ("since", InstantField()),
                ("opened_at", InstantField()),
                ("strength", fields.FloatField()),
                ("before", fields.JSONField()),
                ("after", fields.JSONField()),
            ],
            options={
                "table": "alert",
                "app": "surveys",
                "indexes": [Index(fields=["survey_id", "opened_at"])],
                "pk_attr": "id",
                "table_description": "A drop of one survey's score, of all answers (property '') "
                "or those of one segment.",
            },
            bases=["Model"],
        ),
        # events of tickets, to be counted apart
        ops.RunSQL(
            "CREATE INDEX event_ticket ON event (occurred_at) WHERE type IN "
            "('ticket.created', 'ticket.replied', 'ticket.resolved', 'ticket.reopened')",
            "DROP INDEX event_ticket",
        ),
        ops.CreateModel(
            name="Searchable",
            fields=[
                (
                    "response_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("terms", fields.TextField(unique=False)),
            ],
            options={
                "table": "searchable",
                "app": "surveys",
                "pk_attr": "response_id",
                "table_description": "The terms of a comment, with spaces between them, see "
                "wording.py.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SearchMark",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("change_id", fields.BigIntField()),
            ],
            options={
                "table": "search_mark",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "How far the ledger has been read for comments.",
            },
            bases=["Model"],
        ),
        ops.RunPython(add_index, drop_index),
    ]
