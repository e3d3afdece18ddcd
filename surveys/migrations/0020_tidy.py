"""Old deliveries and merged contacts are found without reading all; one index was there twice."""

from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0019_mend")]

    operations = [
        ops.RunSQL(
            "CREATE INDEX delivery_ended ON delivery (ended_at) WHERE ended_at IS NOT NULL",
            "DROP INDEX delivery_ended",
        ),
        ops.RunSQL(
            "CREATE INDEX contact_merged ON contact (merged_into) WHERE merged_into IS NOT NULL",
            "DROP INDEX contact_merged",
        ),
        # the same as response_elsewhere
        ops.RunSQL(
            "DROP INDEX response_contact",
            "CREATE INDEX response_contact ON response (contact_id) WHERE invitation_id IS NULL",
        ),
    ]
