"""How the ways out are doing. All workers share it."""

from tortoise import fields
from tortoise.models import Model


class Lane(Model):
    """How a relay or an account stands: paused or slowed, and why. See breaker.py."""

    name = fields.CharField(max_length=300, primary_key=True)
    pauses = fields.IntField()
    paused_until = fields.BigIntField()  # microseconds, like all moments; 0: not paused
    share = fields.FloatField()
    slowed_at = fields.BigIntField()
    reason = fields.TextField()

    class Meta:
        table = "lane"


class Pace(Model):
    """How much a lane, or a domain of recipients on it, has had lately. See pacing.py."""

    bucket = fields.CharField(max_length=600, primary_key=True)
    taken_until = fields.BigIntField()
    booked_until = fields.BigIntField()

    class Meta:
        table = "pace"
