"""Who may come in, and what the service knows of itself."""

from typing import Any

from tortoise import fields
from tortoise.models import Model

from surveys.fields import InstantField


class Installation(Model):
    """The single row that ties this database to its SECRET_KEY."""

    id = fields.IntField(primary_key=True, generated=False)
    key_fingerprint = fields.CharField(max_length=64)
    created_at = InstantField()

    class Meta:
        table = "installation"


class ApiKey(Model):
    """A backend's or a manager's key, only its SHA-256 is kept."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=100)
    source = fields.CharField(max_length=64)
    prefix = fields.CharField(max_length=16)
    digest = fields.CharField(max_length=64, unique=True)
    scopes: Any = fields.JSONField()
    created_at = InstantField()
    last_used_at = InstantField(null=True)
    revoked_at = InstantField(null=True)

    class Meta:
        table = "api_key"


class User(Model):
    """A person who may look at the dashboard."""

    id = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254, unique=True)
    password_hash = fields.CharField(max_length=200)
    may_publish = fields.BooleanField(default=False, db_default=False)
    created_at = InstantField()

    class Meta:
        table = "app_user"


class Login(Model):
    """A session of a user, the cookie holds the token, the row its SHA-256."""

    id = fields.BigIntField(primary_key=True)
    digest = fields.CharField(max_length=64, unique=True)
    user_id = fields.BigIntField(db_index=True)
    created_at = InstantField()
    expires_at = InstantField()

    class Meta:
        table = "login"


class HookEndpoint(Model):
    """One foreign system that may post to /hooks/{source}/{name}, secrets are encrypted."""

    id = fields.BigIntField(primary_key=True)
    source = fields.CharField(max_length=64)
    name = fields.CharField(max_length=64)
    secrets = fields.TextField()
    created_at = InstantField()

    class Meta:
        table = "hook_endpoint"
        unique_together = (("source", "name"),)


class IdempotencyKey(Model):
    """What was answered to a request with an Idempotency-Key of an API key."""

    id = fields.BigIntField(primary_key=True)
    api_key_id = fields.BigIntField()
    name = fields.CharField(max_length=255)
    digest = fields.CharField(max_length=64)
    status = fields.SmallIntField()
    body = fields.TextField()
    created_at = InstantField(db_index=True)

    class Meta:
        table = "idempotency_key"
        unique_together = (("api_key_id", "name"),)
