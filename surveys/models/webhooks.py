"""Who is told of answers, and what became of it."""

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Webhook(Model):
    """An address that hears of answers, its secret is encrypted."""

    id = fields.BigIntField(primary_key=True)
    url = fields.TextField()
    shape = fields.CharField(max_length=16)
    survey_id = fields.BigIntField(null=True)  # null: of all surveys
    secret = fields.TextField()
    heard = fields.BigIntField()  # up to this change of the ledger, all is written down to be told
    created_at = InstantField()
    ended_at = InstantField(null=True)
    why_ended = fields.TextField(null=True)

    class Meta:
        table = "webhook"


class Delivery(Model):
    """One change that a webhook is told of."""

    id = fields.BigIntField(primary_key=True)
    webhook_id = fields.BigIntField()
    change_id = fields.BigIntField()  # of the ledger; below nought: a contact who unsubscribed
    response_id = fields.BigIntField(null=True)
    contact_id = fields.BigIntField(null=True)  # who unsubscribed
    created = fields.BooleanField()  # or changed
    state = fields.CharField(max_length=16)
    attempts = fields.SmallIntField(default=0, db_default=0)
    due_at = InstantField()
    ended_at = InstantField(null=True)
    code = fields.CharField(max_length=8, null=True)
    error = fields.TextField(null=True)

    class Meta:
        table = "delivery"
        unique_together = (("webhook_id", "change_id"),)
