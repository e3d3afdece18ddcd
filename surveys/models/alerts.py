"""Scores that have dropped."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Alert(Model):
    """A drop of one survey's score, of all answers (property '') or those of one segment.

    `before` and `after` are counts by score: what used to be, and what came since the drop.
    """

    id = fields.BigIntField(primary_key=True)
    survey_id = fields.BigIntField()
    property = fields.CharField(max_length=64)
    value = fields.CharField(max_length=200)
    since = InstantField()
    opened_at = InstantField()
    strength = fields.FloatField()
    before: Any = fields.JSONField()
    after: Any = fields.JSONField()

    class Meta:
        table = "alert"
        indexes = (("survey_id", "opened_at"),)
