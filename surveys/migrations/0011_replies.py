"""Conversations by SMS and WhatsApp, and what customers write in them."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0010_bounces")]

    operations = [
        ops.CreateModel(
            name="Conversation",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("channel", fields.CharField(max_length=32)),
                ("address_digest", fields.CharField(max_length=64)),
                ("invitation_id", fields.BigIntField(null=True)),
                ("begun_at", InstantField(null=True)),
                ("heard_at", InstantField(null=True)),
            ],
            options={
                "table": "conversation",
                "app": "surveys",
                "unique_together": (("channel", "address_digest"),),
                "pk_attr": "id",
                "table_description": "What a number was asked last, so that a reply is understood. "
                "Only its keyed hash is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Inbound",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("channel", fields.CharField(max_length=32)),
                ("sender", fields.CharField(max_length=64)),
                ("recipient", fields.CharField(max_length=64)),
                ("provider_id", fields.CharField(max_length=255, null=True, unique=True)),
                ("text", fields.TextField()),
                ("outcome", fields.CharField(max_length=16)),
                ("invitation_id", fields.BigIntField(null=True)),
                ("received_at", InstantField()),
            ],
            options={
                "table": "inbound",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "What somebody wrote to us, and what became of it.",
            },
            bases=["Model"],
        ),
    ]
