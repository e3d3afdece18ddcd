"""Answers to requests with an Idempotency-Key."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_people")]

    operations = [
        ops.CreateModel(
            name="IdempotencyKey",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("api_key_id", fields.BigIntField()),
                ("name", fields.CharField(max_length=255)),
                ("digest", fields.CharField(max_length=64)),
                ("status", fields.SmallIntField()),
                ("body", fields.TextField()),
                ("created_at", InstantField(db_index=True)),
            ],
            options={
                "table": "idempotency_key",
                "app": "surveys",
                "unique_together": (("api_key_id", "name"),),
                "pk_attr": "id",
                "table_description": "What was answered to a request with an Idempotency-Key of "
                "an API key.",
            },
            bases=["Model"],
        ),
    ]
