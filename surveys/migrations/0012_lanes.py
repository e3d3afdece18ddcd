"""How relays and accounts stand, and how much they have had lately."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0011_replies")]

    operations = [
        ops.CreateModel(
            name="Lane",
            fields=[
                (
                    "name",
                    fields.CharField(max_length=300, primary_key=True, unique=True, db_index=True),
                ),
                ("pauses", fields.IntField()),
                ("paused_until", fields.BigIntField()),
                ("share", fields.FloatField()),
                ("slowed_at", fields.BigIntField()),
                ("reason", fields.TextField()),
            ],
            options={
                "table": "lane",
                "app": "surveys",
                "pk_attr": "name",
                "table_description": "How a relay or an account stands: paused or slowed, and why. "
                "See breaker.py.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Pace",
            fields=[
                (
                    "bucket",
                    fields.CharField(max_length=600, primary_key=True, unique=True, db_index=True),
                ),
                ("taken_until", fields.BigIntField()),
                ("booked_until", fields.BigIntField()),
            ],
            options={
                "table": "pace",
                "app": "surveys",
                "pk_attr": "bucket",
                "table_description": "How much a lane, or a domain of recipients on it, has had "
                "lately. See pacing.py.",
            },
            bases=["Model"],
        ),
    ]
