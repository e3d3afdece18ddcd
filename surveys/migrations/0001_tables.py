import functools
from json import dumps, loads

from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from surveys.fields import InstantField


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("name", fields.CharField(max_length=100)),
                ("source", fields.CharField(max_length=64)),
                ("prefix", fields.CharField(max_length=16)),
                ("digest", fields.CharField(unique=True, max_length=64)),
                (
                    "scopes",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
                ("last_used_at", InstantField(null=True, generated=False, unique=False)),
                ("revoked_at", InstantField(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "api_key",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A backend's or a manager's key, only its SHA-256 is kept.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Click",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("invitation_id", fields.BigIntField()),
                ("at", InstantField(generated=False, null=False, unique=False)),
                ("action", fields.CharField(max_length=16)),
                ("score", fields.SmallIntField(null=True)),
                ("grade", fields.SmallIntField()),
                ("visit", fields.CharField(max_length=32)),
                (
                    "evidence",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("settle_at", InstantField(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "click",
                "app": "surveys",
                "indexes": [Index(fields=["invitation_id", "at"])],
                "pk_attr": "id",
                "table_description": "One request to an answer link, with the evidence it carries, never an answer by itself.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("external_id", fields.CharField(null=True, unique=True, max_length=255)),
                ("email", fields.CharField(null=True, db_index=True, max_length=254)),
                ("phone", fields.CharField(null=True, db_index=True, max_length=16)),
                ("name", fields.CharField(null=True, max_length=200)),
                ("locale", fields.CharField(null=True, max_length=35)),
                ("timezone", fields.CharField(null=True, max_length=64)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
                ("updated_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "contact",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A person, as the backends describe them.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("event_id", fields.BigIntField(db_index=True)),
                ("survey_id", fields.BigIntField(null=True)),
                ("version", fields.IntField(null=True)),
                ("contact_id", fields.BigIntField(null=True, db_index=True)),
                ("outcome", fields.CharField(max_length=16)),
                ("rule", fields.CharField(max_length=32)),
                ("reason", fields.CharField(max_length=48)),
                ("sentence", fields.TextField(unique=False)),
                (
                    "inputs",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("until", InstantField(null=True, generated=False, unique=False)),
                ("decided_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "decision",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "What the rules said about one event and one survey (no survey: none listens).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("source", fields.CharField(max_length=129)),
                ("external_id", fields.CharField(max_length=255)),
                ("type", fields.CharField(max_length=255)),
                ("occurred_at", InstantField(generated=False, null=False, unique=False)),
                ("received_at", InstantField(generated=False, null=False, unique=False)),
                (
                    "payload",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
            ],
            options={
                "table": "event",
                "app": "surveys",
                "unique_together": (("source", "external_id"),),
                "pk_attr": "id",
                "table_description": "What a backend system says happened, stored once, never changed.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="HookEndpoint",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("source", fields.CharField(max_length=64)),
                ("name", fields.CharField(max_length=64)),
                ("secrets", fields.TextField(unique=False)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "hook_endpoint",
                "app": "surveys",
                "unique_together": (("source", "name"),),
                "pk_attr": "id",
                "table_description": "One foreign system that may post to /hooks/{source}/{name}, secrets are encrypted.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Inbox",
            fields=[
                (
                    "event_id",
                    fields.BigIntField(
                        generated=False, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("due_at", InstantField(db_index=True, generated=False, null=False, unique=False)),
                ("attempts", fields.SmallIntField(default=0, db_default=0)),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "inbox",
                "app": "surveys",
                "pk_attr": "event_id",
                "table_description": "An event that the rules have not seen yet. The row goes when they have.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Installation",
            fields=[
                (
                    "id",
                    fields.IntField(generated=False, primary_key=True, unique=True, db_index=True),
                ),
                ("key_fingerprint", fields.CharField(max_length=64)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "installation",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "The single row that ties this database to its SECRET_KEY.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("event_id", fields.BigIntField()),
                ("survey_id", fields.BigIntField()),
                ("version", fields.IntField()),
                ("contact_id", fields.BigIntField()),
                ("token", fields.CharField(unique=True, max_length=32)),
                ("state", fields.CharField(max_length=16)),
                ("subject", fields.CharField(null=True, max_length=255)),
                ("language", fields.CharField(max_length=35)),
                (
                    "channels",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                (
                    "segments",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
                ("due_at", InstantField(generated=False, null=False, unique=False)),
                ("expires_at", InstantField(generated=False, null=False, unique=False)),
                ("sent_at", InstantField(null=True, generated=False, unique=False)),
                ("answered_at", InstantField(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "invitation",
                "app": "surveys",
                "unique_together": (("event_id", "survey_id"),),
                "indexes": [
                    Index(fields=["contact_id", "created_at"]),
                    Index(fields=["survey_id", "sent_at"]),
                ],
                "pk_attr": "id",
                "table_description": "One survey for one contact because of one event.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Login",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("digest", fields.CharField(unique=True, max_length=64)),
                ("user_id", fields.BigIntField(db_index=True)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
                ("expires_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "login",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A session of a user, the cookie holds the token, the row its SHA-256.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("invitation_id", fields.BigIntField(db_index=True)),
                ("survey_id", fields.BigIntField()),
                ("contact_id", fields.BigIntField()),
                ("channel", fields.CharField(max_length=32)),
                ("kind", fields.CharField(max_length=16)),
                ("state", fields.CharField(max_length=16)),
                ("lane", fields.SmallIntField()),
                ("due_at", InstantField(generated=False, null=False, unique=False)),
                ("attempts", fields.SmallIntField(default=0, db_default=0)),
                ("worker", fields.CharField(null=True, max_length=64)),
                ("lease_until", InstantField(null=True, generated=False, unique=False)),
                ("started_at", InstantField(null=True, generated=False, unique=False)),
                ("ended_at", InstantField(null=True, generated=False, unique=False)),
                ("provider_id", fields.CharField(null=True, max_length=255)),
                ("code", fields.CharField(null=True, max_length=64)),
                ("error", fields.TextField(null=True, unique=False)),
            ],
            options={
                "table": "message",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "One attempt to reach the contact on one channel. The queue is this table.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Quarantine",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("origin", fields.CharField(max_length=129)),
                ("reason", fields.TextField(unique=False)),
                (
                    "headers",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("body", fields.BinaryField()),
                ("received_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "quarantine",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A delivery that was signed but could not be used, kept as it came.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Response",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("invitation_id", fields.BigIntField(null=True, unique=True)),
                ("survey_id", fields.BigIntField()),
                ("version", fields.IntField()),
                ("contact_id", fields.BigIntField(null=True)),
                ("score", fields.SmallIntField()),
                ("comment", fields.TextField(null=True, unique=False)),
                (
                    "answers",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                (
                    "segments",
                    fields.JSONField(
                        encoder=functools.partial(dumps, separators=(",", ":")), decoder=loads
                    ),
                ),
                ("channel", fields.CharField(max_length=32)),
                ("language", fields.CharField(max_length=35)),
                ("evidence", fields.CharField(max_length=16)),
                ("answered_at", InstantField(generated=False, null=False, unique=False)),
                ("updated_at", InstantField(generated=False, null=False, unique=False)),
                ("deleted_at", InstantField(null=True, generated=False, unique=False)),
            ],
            options={
                "table": "response",
                "app": "surveys",
                "indexes": [Index(fields=["survey_id", "answered_at"])],
                "pk_attr": "id",
                "table_description": "The answer to an invitation, at most one per invitation.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ResponseChange",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("response_id", fields.BigIntField(db_index=True)),
                ("survey_id", fields.BigIntField()),
                ("hour", InstantField(generated=False, null=False, unique=False)),
                ("score", fields.SmallIntField()),
                ("delta", fields.SmallIntField()),
                ("at", InstantField(generated=False, null=False, unique=False)),
                (
                    "previous",
                    fields.JSONField(
                        null=True,
                        encoder=functools.partial(dumps, separators=(",", ":")),
                        decoder=loads,
                    ),
                ),
                ("folded", fields.BooleanField(default=False, db_default=False)),
            ],
            options={
                "table": "response_change",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "The ledger: +1 for a new score, -1 for the one it replaces. Append-only but for `folded`.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Rollup",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("survey_id", fields.BigIntField()),
                ("property", fields.CharField(max_length=64)),
                ("hour", InstantField(generated=False, null=False, unique=False)),
                ("value", fields.CharField(max_length=200)),
                ("c0", fields.IntField(default=0, db_default=0)),
                ("c1", fields.IntField(default=0, db_default=0)),
                ("c2", fields.IntField(default=0, db_default=0)),
                ("c3", fields.IntField(default=0, db_default=0)),
                ("c4", fields.IntField(default=0, db_default=0)),
                ("c5", fields.IntField(default=0, db_default=0)),
                ("c6", fields.IntField(default=0, db_default=0)),
                ("c7", fields.IntField(default=0, db_default=0)),
                ("c8", fields.IntField(default=0, db_default=0)),
                ("c9", fields.IntField(default=0, db_default=0)),
                ("c10", fields.IntField(default=0, db_default=0)),
            ],
            options={
                "table": "rollup",
                "app": "surveys",
                "unique_together": (("survey_id", "property", "hour", "value"),),
                "pk_attr": "id",
                "table_description": "Counts by survey, segment, UTC hour and score (c0..c10). property '' counts everything.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Suppression",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("address_digest", fields.CharField(max_length=64)),
                ("survey_id", fields.BigIntField(default=0, db_default=0)),
                ("reason", fields.CharField(max_length=32)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "suppression",
                "app": "surveys",
                "unique_together": (("address_digest", "survey_id", "reason"),),
                "pk_attr": "id",
                "table_description": "An address that must not be written to. Not the address is kept, but its keyed hash.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("key", fields.CharField(unique=True, max_length=64)),
                ("kind", fields.CharField(max_length=16)),
                ("version", fields.IntField()),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "survey",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A named question set, its texts and rules live in its versions.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SurveyVersion",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("survey_id", fields.BigIntField()),
                ("version", fields.IntField()),
                ("definition", fields.TextField(unique=False)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "survey_version",
                "app": "surveys",
                "unique_together": (("survey_id", "version"),),
                "pk_attr": "id",
                "table_description": "One published definition, never changed, so an answer knows what was asked.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    fields.BigIntField(
                        generated=True, primary_key=True, unique=True, db_index=True
                    ),
                ),
                ("email", fields.CharField(unique=True, max_length=254)),
                ("password_hash", fields.CharField(max_length=200)),
                ("created_at", InstantField(generated=False, null=False, unique=False)),
            ],
            options={
                "table": "app_user",
                "app": "surveys",
                "pk_attr": "id",
                "table_description": "A person who may look at the dashboard.",
            },
            bases=["Model"],
        ),
    ]
