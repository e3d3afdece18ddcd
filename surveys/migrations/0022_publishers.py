"""Users who may publish surveys. Those who are there already may look, as before."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0021_tags")]

    operations = [
        ops.AddField("User", "may_publish", fields.BooleanField(default=False, db_default=False)),
    ]
