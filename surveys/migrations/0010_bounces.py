"""Mails that came back for a reason that may pass, by address."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_idempotency")]

    operations = [
        ops.CreateModel(
            name="SoftBounce",
            fields=[
                (
                    "message_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("address_digest", fields.CharField(max_length=64)),
                ("at", InstantField()),
            ],
            options={
                "table": "soft_bounce",
                "app": "surveys",
                "indexes": [Index(fields=["address_digest", "at"])],
                "pk_attr": "message_id",
                "table_description": "A mail that came back from an address for a reason that may "
                "pass.",
            },
            bases=["Model"],
        ),
    ]
