"""Answers that nobody was invited to give: at a place, in a web page, told to the API."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0015_cases")]

    operations = [
        ops.AddField("Response", "visit", fields.CharField(max_length=64, null=True)),
        ops.RunSQL(
            "CREATE UNIQUE INDEX response_visit ON response (visit) WHERE visit IS NOT NULL",
            "DROP INDEX response_visit",
        ),
    ]
