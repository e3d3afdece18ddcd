"""Answers that a person should look at."""

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Case(Model):
    """A follow-up, at most one per response. The plural, since CASE is a word of SQL."""

    id = fields.BigIntField(primary_key=True)
    response_id = fields.BigIntField(unique=True)
    contact_id = fields.BigIntField(null=True)
    reason = fields.CharField(max_length=16)
    state = fields.CharField(max_length=16)
    opened_at = InstantField()

    class Meta:
        table = "cases"
