"""A shard number of messages that nothing has ever read."""

from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.migrations.schema_editor.base import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State


class DropColumn(ops.RemoveField):
    """RemoveField makes the table anew on SQLite, without its partial indexes."""

    async def database_forward(
        self,
        app_label: str,
        old_state: State,
        new_state: State,
        state_editor: BaseSchemaEditor | None = None,
    ) -> None:
        drop = ops.RunSQL("ALTER TABLE message DROP COLUMN lane")
        await drop.database_forward(app_label, old_state, new_state, state_editor)


class Migration(migrations.Migration):
    dependencies = [("surveys", "0018_scores")]

    operations = [DropColumn("Message", "lane")]
