"""An index on messages of unknown outcome, which are few."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0012_lanes")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX message_unknown ON message (id) WHERE state = 'unknown'",
            "DROP INDEX message_unknown",
        ),
    ]
