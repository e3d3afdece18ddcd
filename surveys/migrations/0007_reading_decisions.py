"""Decisions of a survey in a span of time, for the funnel; events by the time they came, for the
simulation and its spans.
"""

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0006_limits")]

    operations = [
        ops.AddIndex("Decision", Index(fields=["survey_id", "decided_at"])),
        ops.AddIndex("Event", Index(fields=["received_at", "id"])),
    ]
