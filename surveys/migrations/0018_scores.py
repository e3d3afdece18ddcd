"""Alerts: scores that have dropped; ticket events by their time."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


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
    ]
