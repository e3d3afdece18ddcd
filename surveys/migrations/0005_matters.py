"""Which ticket or order an event is about, for surveys that look at what happened before."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0004_merging")]

    operations = [
        ops.CreateModel(
            name="Matter",
            fields=[
                (
                    "event_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("subject", fields.CharField(db_index=True, max_length=255)),
            ],
            options={
                "table": "matter",
                "app": "surveys",
                "pk_attr": "event_id",
                "table_description": "What an event is about (a ticket, an order), if a survey "
                "asks for events before its own.",
            },
            bases=["Model"],
        ),
    ]
