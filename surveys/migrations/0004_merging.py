"""Contacts that turned out to be one person are merged, and the merge is recorded."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_sent")]

    operations = [
        ops.AddField("Contact", "merged_into", fields.BigIntField(null=True)),
        ops.AddField("Contact", "merged_by_event", fields.BigIntField(null=True)),
        # answers taken elsewhere; the others are found by their invitation
        ops.RunSQL(
            "CREATE INDEX response_elsewhere ON response (contact_id) WHERE invitation_id IS NULL",
            "DROP INDEX response_elsewhere",
        ),
    ]
