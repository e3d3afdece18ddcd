"""What happened, and what the rules said about it."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


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


class Inbox(Model):
    """An event that the rules have not seen yet. The row goes when they have."""

    event_id = fields.BigIntField(primary_key=True, generated=False)
    due_at = InstantField(db_index=True)
    attempts = fields.SmallIntField(default=0, db_default=0)
    error = fields.TextField(null=True)

    class Meta:
        table = "inbox"


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
