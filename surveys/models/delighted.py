"""What only code written for Delighted asks for."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Particulars(Model):
    """What a sender told beside an answer that was taken elsewhere, segments or not."""

    response_id = fields.BigIntField(primary_key=True, generated=False)
    properties: Any = fields.JSONField()

    class Meta:
        table = "particulars"


class Membership(Model):
    """A person who is asked again and again by one of the surveys that listen for event_type."""

    id = fields.BigIntField(primary_key=True)
    event_type = fields.CharField(max_length=255)
    source = fields.CharField(max_length=64)
    platform = fields.CharField(max_length=16)
    contact_id = fields.BigIntField()
    properties: Any = fields.JSONField()
    created_at = InstantField()
    updated_at = InstantField()
    next_at = InstantField(db_index=True)

    class Meta:
        table = "membership"
        unique_together = (("event_type", "platform", "contact_id"),)
