"""A contact's ids belong to the sources that gave them, and a message knows where it went."""

from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("surveys", "0007_reading_decisions")]

    operations = [
        ops.CreateModel(
            name="Identity",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("source", fields.CharField(max_length=129)),
                ("external_id", fields.CharField(max_length=255)),
                ("contact_id", fields.BigIntField()),
            ],
            options={
                "table": "identity",
                "app": "surveys",
                "unique_together": (("source", "external_id"), ("contact_id", "source")),
                "pk_attr": "id",
                "table_description": "What one source calls a contact, the same id in another "
                "source may be somebody else.",
            },
            bases=["Model"],
        ),
        # until now an id was the same person in every source: in each that has used it, it stays so
        ops.RunSQL(
            "INSERT INTO identity (source, external_id, contact_id) "
            "SELECT DISTINCT e.source, c.external_id, c.id "
            "FROM contact AS c "
            "JOIN decision AS d ON d.contact_id = c.id "
            "JOIN event AS e ON e.id = d.event_id "
            "WHERE e.payload->'customer'->>'id' = c.external_id",
            "DELETE FROM identity",
        ),
        ops.RemoveField("Contact", "external_id"),
        # on SQLite that makes the table anew, without its indexes
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_contact_email_815930" ON "contact" ("email")', ""
        ),
        ops.RunSQL(
            'CREATE INDEX IF NOT EXISTS "idx_contact_phone_0891cc" ON "contact" ("phone")', ""
        ),
        ops.AddField("Message", "address_digest", fields.CharField(max_length=64, null=True)),
    ]
