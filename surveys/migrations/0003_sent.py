"""Rollups of what was sent, so that a response rate costs no walk over the invitations."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0002_queues")]

    operations = [
        ops.AddField("Invitation", "counted", fields.SmallIntField(default=0, db_default=0)),
        ops.AddField("Invitation", "folded", fields.BooleanField(default=False, db_default=False)),
        ops.AddField("Rollup", "sent", fields.IntField(default=0, db_default=0)),
        ops.AddField("Rollup", "delivered", fields.IntField(default=0, db_default=0)),
        ops.AddField("Rollup", "answered", fields.IntField(default=0, db_default=0)),
        ops.RunSQL(
            "CREATE INDEX invitation_unfolded ON invitation (survey_id, sent_at) "
            "WHERE NOT folded AND sent_at IS NOT NULL",
            "DROP INDEX invitation_unfolded",
        ),
    ]
