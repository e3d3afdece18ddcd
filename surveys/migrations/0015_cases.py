"""Cases: answers that a person should look at."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0013_unknown")]

    operations = [
        ops.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("response_id", fields.BigIntField(unique=True)),
                ("contact_id", fields.BigIntField(null=True)),
                ("reason", fields.CharField(max_length=16)),
                ("state", fields.CharField(max_length=16)),
                ("opened_at", InstantField()),
            ],
            options={
                "table": "cases",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A follow-up, at most one per response. The plural, since "
                "CASE is a word of SQL.",
            },
            bases=["Model"],
        ),
    ]
