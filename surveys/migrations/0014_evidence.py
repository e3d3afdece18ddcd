"""What speaks against each click, and which page an answer was sent from."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    dependencies = [("surveys", "0013_unknown")]

    operations = [
        ops.AddField("Click", "reasons", fields.JSONField(null=True)),
        ops.AddField(
            "Response", "page_visit", fields.CharField(max_length=32, default="", db_default="")
        ),
        ops.AddField("Response", "page_at", InstantField(null=True)),
        # answers that nobody sent with the button, to be counted apart
        ops.RunSQL(
            "CREATE INDEX response_clicked ON response (survey_id, answered_at) "
            "WHERE evidence <> 'explicit'",
            "DROP INDEX response_clicked",
        ),
    ]
