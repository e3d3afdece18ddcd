"""Quotas a day, and the channels on which a contact may be written to."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0005_matters")]

    operations = [
        ops.CreateModel(
            name="Quota",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("survey_id", fields.BigIntField()),
                ("day", fields.CharField(max_length=10)),
                ("taken", fields.IntField()),
            ],
            options={
                "table": "quota",
                "app": "surveys",
                "unique_together": (("survey_id", "day"),),
                "pk_attr": "id",
                "table_description": "Invitations that a survey with a quota has made for one day "
                "(2026-11-22).",
            },
            bases=["Model"],
        ),
        ops.AddField("Contact", "channels", fields.TextField(null=True)),
    ]
