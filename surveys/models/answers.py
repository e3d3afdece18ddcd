"""What came back, and its counts."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


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
    reasons: Any = fields.JSONField(null=True)  # null: graded by a release that kept none
    settle_at = InstantField(null=True)

    class Meta:
        table = "click"
        indexes = (("invitation_id", "at"),)


class Response(Model):
    """The answer to an invitation, at most one per invitation."""

    id = fields.BigIntField(primary_key=True)
    invitation_id = fields.BigIntField(null=True, unique=True)
    visit = fields.CharField(max_length=64, null=True)  # unique; of answers without invitation
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
    page_visit = fields.CharField(max_length=32, default="", db_default="")  # that it was sent in
    page_at = InstantField(null=True)  # when the page that it was sent from had been loaded
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
