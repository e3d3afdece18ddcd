"""Who is asked, and where nobody may write to."""

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


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


class Suppression(Model):
    """An address that must not be written to. Not the address is kept, but its keyed hash."""

    id = fields.BigIntField(primary_key=True)
    address_digest = fields.CharField(max_length=64)
    survey_id = fields.BigIntField(default=0, db_default=0)
    reason = fields.CharField(max_length=32)
    contact_id = fields.BigIntField(null=True)  # whose it was then, if that is known
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
