"""What is asked, and what became of it on the way."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


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
