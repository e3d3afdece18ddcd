"""Tags of responses."""

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0020_tidy")]

    operations = [
        ops.CreateModel(
            name="Tagging",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("response_id", fields.BigIntField()),
                ("tag", fields.CharField(max_length=64)),
                ("put_by", fields.CharField(max_length=16)),
                ("put_at", InstantField()),
                ("gone_by", fields.CharField(null=True, max_length=16)),
                ("gone_at", InstantField(null=True)),
            ],
            options={
                "table": "tagging",
                "app": "surveys",
                "indexes": [Index(fields=["response_id", "tag"])],
                "pk_attr": "id",
                "table_description": "One tag on one response, by hand or by a rule. It is on "
                "while gone_at is null.",
            },
            bases=["Model"],
        ),
        # the same tag is on a response once
        ops.RunSQL(
            "CREATE UNIQUE INDEX tagging_on ON tagging (tag, response_id) WHERE gone_at IS NULL",
            "DROP INDEX tagging_on",
        ),
    ]
