"""Tags of responses."""

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Tagging(Model):
    """One tag on one response, by hand or by a rule. It is on while gone_at is null."""

    id = fields.BigIntField(primary_key=True)
    response_id = fields.BigIntField()
    tag = fields.CharField(max_length=64)
    put_by = fields.CharField(max_length=16)
    put_at = InstantField()
    gone_by = fields.CharField(max_length=16, null=True)
    gone_at = InstantField(null=True)

    class Meta:
        table = "tagging"
        indexes = (("response_id", "tag"),)
