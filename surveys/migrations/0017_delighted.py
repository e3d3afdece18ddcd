"""For code written for Delighted: what came with an answer, who is asked again and again, and whom
a suppression is about. And webhooks, of its shape and of ours.
"""

import functools
from json import dumps, loads
from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


def _json() -> Any:
    return fields.JSONField(encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0016_places")]

    operations = [
        ops.AddField("Suppression", "contact_id", fields.BigIntField(null=True)),
        ops.CreateModel(
            name="Particulars",
            fields=[
                (
                    "response_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("properties", _json()),
            ],
            options={
                "table": "particulars",
                "app": "surveys",
                "pk_attr": "response_id",
                "table_description": "What a sender told beside an answer that was taken "
                "elsewhere, segments or not.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("event_type", fields.CharField(max_length=255)),
                ("source", fields.CharField(max_length=64)),
                ("platform", fields.CharField(max_length=16)),
                ("contact_id", fields.BigIntField()),
                ("properties", _json()),
                ("created_at", InstantField()),
                ("updated_at", InstantField()),
                ("next_at", InstantField(db_index=True)),
            ],
            options={
                "table": "membership",
                "app": "surveys",
                "unique_together": (("event_type", "platform", "contact_id"),),
                "pk_attr": "id",
                "table_description": "A person who is asked again and again by one of the surveys "
                "that listen for event_type.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Webhook",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("url", fields.TextField(unique=False)),
                ("shape", fields.CharField(max_length=16)),
                ("survey_id", fields.BigIntField(null=True)),
                ("secret", fields.TextField(unique=False)),
                ("heard", fields.BigIntField()),
                ("created_at", InstantField()),
                ("ended_at", InstantField(null=True)),
                ("why_ended", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "webhook",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "An address that hears of answers, its secret is encrypted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("webhook_id", fields.BigIntField()),
                ("change_id", fields.BigIntField()),
                ("response_id", fields.BigIntField(null=True)),
                ("contact_id", fields.BigIntField(null=True)),
                ("created", fields.BooleanField()),
                ("state", fields.CharField(max_length=16)),
                ("attempts", fields.SmallIntField(default=0, db_default=0)),
                ("due_at", InstantField()),
                ("ended_at", InstantField(null=True)),
                ("code", fields.CharField(max_length=8, null=True)),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "delivery",
                "app": "surveys",
                "unique_together": (("webhook_id", "change_id"),),
                "pk_attr": "id",
                "table_description": "One change that a webhook is told of.",
            },
            bases=["Model"],
        ),
        ops.RunSQL(
            "CREATE INDEX delivery_due ON delivery (webhook_id, due_at) WHERE state = 'waiting'",
            "DROP INDEX delivery_due",
        ),
        ops.RunSQL(
            "CREATE INDEX suppression_contact ON suppression (contact_id) "
            "WHERE contact_id IS NOT NULL",
            "DROP INDEX suppression_contact",
        ),
        ops.RunSQL(
            "CREATE INDEX response_contact ON response (contact_id) WHERE invitation_id IS NULL",
            "DROP INDEX response_contact",
        ),
    ]
