"""The tables. What each word means is in the README; how the hot ones are written is in sql/.

No foreign keys between the big tables: they will be partitioned by month, their rows are written
in batches by one writer, and a rebuild of a parent on SQLite would empty its children by cascade.
Nothing here names a channel, a source or a kind of survey: those are files, not schema.

A class docstring becomes the table's comment; a semicolon in one would end the migration's
statement.
"""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField

TORTOISE: dict[str, Any] = {
    "connections": {"default": "sqlite://:memory:"},
    "apps": {
        "surveys": {
            "models": ["surveys.models"],
            "default_connection": "default",
            "migrations": "surveys.migrations",
        }
    },
}


class Installation(Model):
    """The single row that ties this database to its SECRET_KEY."""

    id = fields.IntField(primary_key=True, generated=False)
    key_fingerprint = fields.CharField(max_length=64)
    created_at = InstantField()

    class Meta:
        table = "installation"


class ApiKey(Model):
    """A backend's or a manager's key, only its SHA-256 is kept."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=100)
    source = fields.CharField(max_length=64)
    prefix = fields.CharField(max_length=16)
    digest = fields.CharField(max_length=64, unique=True)
    scopes: Any = fields.JSONField()
    created_at = InstantField()
    last_used_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    class Meta:
        table = "api_key"


class User(Model):
    """A person who may look at the dashboard."""

    id = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254, unique=True)
    password_hash = fields.CharField(max_length=200)
    created_at = InstantField()

    class Meta:
        table = "app_user"


class Login(Model):
    """A session of a user, the cookie holds the token, the row its SHA-256."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)
    user_id = fields.BigIntField(db_index=True)
    created_at = InstantField()
    expires_at = InstantField()

    class Meta:
        table = "login"


class HookEndpoint(Model):
    """One foreign system that may post to /hooks/{source}/{name}, secrets are encrypted."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    name = fields.CharField(max_length=64)
    secrets = fields.TextField()
    created_at = InstantField()

    class Meta:
        table = "hook_endpoint"
        unique_together = (("source", "name"),)


class Quarantine(Model):
    """A delivery that was signed but could not be used, kept as it came."""

    id = fields.BigIntField(primary_key=True)
    origin = fields.CharField(max_length=129)
    reason = fields.TextField()
    headers: Any = fields.JSONField()
    body = fields.BinaryField()
    received_at = InstantField()

    class Meta:
        table = "quarantine"


class Survey(Model):
    """A named question set, its texts and rules live in its versions."""

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    kind = fields.CharField(max_length=16)
    version = fields.IntField()
    created_at = InstantField()

    class Meta:
        table = "survey"


class SurveyVersion(Model):
    """One published definition, never changed, so an answer knows what was asked."""

    id = fields.BigIntField(primary_key=True)
    survey_id = fields.BigIntField()
    version = fields.IntField()
    definition = fields.TextField()  # JSON in its own order, which JSONB would not keep
    created_at = InstantField()

    class Meta:
        table = "survey_version"
        unique_together = (("survey_id", "version"),)


class Contact(Model):
    """A person, as the backends describe them."""

    id = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254, null=True, db_index=True)
    phone = fields.CharField(max_length=16, null=True, db_index=True)
    name = fields.CharField(max_length=200, null=True)
    locale = fields.CharField(max_length=35, null=True)
    timezone = fields.CharField(max_length=64, null=True)
    channels = fields.TextField(null=True)  # JSON list of those that may be used, null: all
    created_at = InstantField()
    updated_at = InstantField()
    merged_into = fields.BigIntField(null=True)  # then nothing above is known of it any more
    merged_by_event = fields.BigIntField(null=True)

    class Meta:
        table = "contact"


class Identity(Model):
    """What one source calls a contact, the same id in another source may be somebody else."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=129)
    external_id = fields.CharField(max_length=255)
    contact_id = fields.BigIntField()

    class Meta:
        table = "identity"
        unique_together = (("source", "external_id"), ("contact_id", "source"))


class Event(Model):
    """What a backend system says happened, stored once, never changed."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=129)
    external_id = fields.CharField(max_length=255)
    type = fields.CharField(max_length=255)
    occurred_at = InstantField()
    received_at = InstantField()
    payload: Any = fields.JSONField()

    class Meta:
        table = "event"
        unique_together = (("source", "external_id"),)
        indexes = (("received_at", "id"),)


class IdempotencyKey(Model):
    """What was answered to a request with an Idempotency-Key of an API key."""

    id = fields.BigIntField(primary_key=True)
    api_key_id = fields.BigIntField()
    name = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    status = fields.SmallIntField()
    body = fields.TextField()
    created_at = InstantField(db_index=True)

    class Meta:
        table = "idempotency_key"
        unique_together = (("api_key_id", "name"),)


class Inbox(Model):
    """An event that the rules have not seen yet. The row goes when they have."""

    event_id = fields.BigIntField(primary_key=True, generated=False)
    due_at = InstantField(db_index=True)
    attempts = fields.SmallIntField(default=0, db_default=0)
    error = fields.TextField(null=True)

    class Meta:
        table = "inbox"


class Matter(Model):
    """What an event is about (a ticket, an order), if a survey asks for events before its own."""

    event_id = fields.BigIntField(primary_key=True, generated=False)
    subject = fields.CharField(max_length=255, db_index=True)

    class Meta:
        table = "matter"


class Quota(Model):
    """Invitations that a survey with a quota has made for one day (2026-11-22)."""

    id = fields.BigIntField(primary_key=True)
    survey_id = fields.BigIntField()
    day = fields.CharField(max_length=10)
    taken = fields.IntField()

    class Meta:
        table = "quota"
        unique_together = (("survey_id", "day"),)


class Decision(Model):
    """What the rules said about one event and one survey (no survey: none listens)."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField(db_index=True)
    survey_id = fields.BigIntField(null=True)
    version = fields.IntField(null=True)
    contact_id = fields.BigIntField(null=True, db_index=True)
    outcome = fields.CharField(max_length=16)
    rule = fields.CharField(max_length=32)
    reason = fields.CharField(max_length=48)
    sentence = fields.TextField()
    inputs: Any = fields.JSONField()
    until = InstantField(null=True)
    decided_at = InstantField()

    class Meta:
        table = "decision"
        indexes = (("survey_id", "decided_at"),)


class Invitation(Model):
    """One survey for one contact because of one event."""

    id = fields.BigIntField(primary_key=True)
    event_id = fields.BigIntField()
    survey_id = fields.BigIntField()
    version = fields.IntField()
    contact_id = fields.BigIntField()
    token = fields.CharField(max_length=32, unique=True)
    state = fields.CharField(max_length=16)
    subject = fields.CharField(max_length=255, null=True)
    language = fields.CharField(max_length=35)
    channels: Any = fields.JSONField()
    segments: Any = fields.JSONField()
    created_at = InstantField()
    due_at = InstantField()
    expires_at = InstantField()
    sent_at = InstantField(null=True)
    answered_at = InstantField(null=True)
    counted = fields.SmallIntField(default=0, db_default=0)  # what the rollups know: see rollups.py
    folded = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "invitation"
        unique_together = (("event_id", "survey_id"),)
        indexes = (("contact_id", "created_at"), ("survey_id", "sent_at"))


class Message(Model):
    """One attempt to reach the contact on one channel. The queue is this table."""

    id = fields.BigIntField(primary_key=True)
    invitation_id = fields.BigIntField(db_index=True)
    survey_id = fields.BigIntField()
    contact_id = fields.BigIntField()
    channel = fields.CharField(max_length=32)
    kind = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16)
    lane = fields.SmallIntField()
    due_at = InstantField()
    attempts = fields.SmallIntField(default=0, db_default=0)
    worker = fields.CharField(max_length=64, null=True)
    lease_until = InstantField(null=True)
    started_at = InstantField(null=True)
    ended_at = InstantField(null=True)
    provider_id = fields.CharField(max_length=255, null=True)
    address_digest = fields.CharField(max_length=64, null=True)  # of where it was sent
    code = fields.CharField(max_length=64, null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "message"


class Conversation(Model):
    """What a number was asked last, so that a reply is understood. Only its keyed hash is kept."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=32)
    address_digest = fields.CharField(max_length=64)
    invitation_id = fields.BigIntField(null=True)
    begun_at = InstantField(null=True)
    heard_at = InstantField(null=True)  # the customer's own last words

    class Meta:
        table = "conversation"
        unique_together = (("channel", "address_digest"),)


class Inbound(Model):
    """What somebody wrote to us, and what became of it."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharField(max_length=32)
    sender = fields.CharField(max_length=64)
    recipient = fields.CharField(max_length=64)
    provider_id = fields.CharField(max_length=255, null=True, unique=True)
    text = fields.TextField()
    outcome = fields.CharField(max_length=16)
    invitation_id = fields.BigIntField(null=True)
    received_at = InstantField()

    class Meta:
        table = "inbound"


class Suppression(Model):
    """An address that must not be written to. Not the address is kept, but its keyed hash."""

    id = fields.BigIntField(primary_key=True)
    address_digest = fields.CharField(max_length=64)
    survey_id = fields.BigIntField(default=0, db_default=0)
    reason = fields.CharField(max_length=32)
    created_at = InstantField()

    class Meta:
        table = "suppression"
        unique_together = (("address_digest", "survey_id", "reason"),)


class SoftBounce(Model):
    """A mail that came back from an address for a reason that may pass."""

    message_id = fields.BigIntField(primary_key=True, generated=False)
    address_digest = fields.CharField(max_length=64)
    at = InstantField()

    class Meta:
        table = "soft_bounce"
        indexes = (("address_digest", "at"),)


class Click(Model):
    """One request to an answer link, with the evidence it carries, never an answer by itself."""

    id = fields.BigIntField(primary_key=True)
    invitation_id = fields.BigIntField()
    at = InstantField()
    action = fields.CharField(max_length=16)
    score = fields.SmallIntField(null=True)
    grade = fields.SmallIntField()
    visit = fields.CharField(max_length=32)
    evidence: Any = fields.JSONField()
    settle_at = InstantField(null=True)

    class Meta:
        table = "click"
        indexes = (("invitation_id", "at"),)


class Response(Model):
    """The answer to an invitation, at most one per invitation."""

    id = fields.BigIntField(primary_key=True)
    invitation_id = fields.BigIntField(null=True, unique=True)
    survey_id = fields.BigIntField()
    version = fields.IntField()
    contact_id = fields.BigIntField(null=True)
    score = fields.SmallIntField()
    comment = fields.TextField(null=True)
    answers: Any = fields.JSONField(null=True)
    segments: Any = fields.JSONField()
    channel = fields.CharField(max_length=32)
    language = fields.CharField(max_length=35)
    evidence = fields.CharField(max_length=16)
    answered_at = InstantField()
    updated_at = InstantField()
    deleted_at = InstantField(null=True)

    class Meta:
        table = "response"
        indexes = (("survey_id", "answered_at"),)


class ResponseChange(Model):
    """The ledger: +1 for a new score, -1 for the one it replaces. Append-only but for `folded`."""

    id = fields.BigIntField(primary_key=True)
    response_id = fields.BigIntField(db_index=True)
    survey_id = fields.BigIntField()
    hour = InstantField()
    score = fields.SmallIntField()
    delta = fields.SmallIntField()
    at = InstantField()
    previous: Any = fields.JSONField(null=True)
    folded = fields.BooleanField(default=False, db_default=False)

    class Meta:
        table = "response_change"


class Rollup(Model):
    """Counts by survey, segment, UTC hour and score (c0..c10). property '' counts everything.

    Of the invitations first sent in that hour: how many there were, were delivered, and have an
    answer by now.
    """

    id = fields.BigIntField(primary_key=True)
    survey_id = fields.BigIntField()
    property = fields.CharField(max_length=64)
    hour = InstantField()
    value = fields.CharField(max_length=200)
    c0 = fields.IntField(default=0, db_default=0)
    c1 = fields.IntField(default=0, db_default=0)
    c2 = fields.IntField(default=0, db_default=0)
    c3 = fields.IntField(default=0, db_default=0)
    c4 = fields.IntField(default=0, db_default=0)
    c5 = fields.IntField(default=0, db_default=0)
    c6 = fields.IntField(default=0, db_default=0)
    c7 = fields.IntField(default=0, db_default=0)
    c8 = fields.IntField(default=0, db_default=0)
    c9 = fields.IntField(default=0, db_default=0)
    c10 = fields.IntField(default=0, db_default=0)
    sent = fields.IntField(default=0, db_default=0)
    delivered = fields.IntField(default=0, db_default=0)
    answered = fields.IntField(default=0, db_default=0)

    class Meta:
        table = "rollup"
        unique_together = (("survey_id", "property", "hour", "value"),)
