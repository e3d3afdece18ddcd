"""Indexes on what is still to do only: done rows leave them, so the queues stay small for ever."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_tables")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX message_due ON message (due_at) WHERE state = 'queued'",
            "DROP INDEX message_due",
        ),
        ops.RunSQL(
            "CREATE INDEX message_leased ON message (lease_until) WHERE state = 'claimed'",
            "DROP INDEX message_leased",
        ),
        ops.RunSQL(
            "CREATE INDEX message_provider ON message (provider_id) WHERE provider_id IS NOT NULL",
            "DROP INDEX message_provider",
        ),
        ops.RunSQL(
            "CREATE INDEX click_unsettled ON click (settle_at) WHERE settle_at IS NOT NULL",
            "DROP INDEX click_unsettled",
        ),
        ops.RunSQL(
            "CREATE INDEX response_change_unfolded ON response_change (id) WHERE NOT folded",
            "DROP INDEX response_change_unfolded",
        ),
        ops.RunSQL(
            "CREATE INDEX invitation_open ON invitation (expires_at) "
            "WHERE state IN ('waiting', 'asked')",
            "DROP INDEX invitation_open",
        ),
    ]
