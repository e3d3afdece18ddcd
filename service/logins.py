"""People who may look, and some who may publish: users with a password, and their sessions of 30
days.

A session's token is in the person's cookie and nowhere else; the database has its SHA-256.
"""

import secrets
from datetime import datetime, timedelta

from tortoise.exceptions import IntegrityError

from service import passwords
from surveys import address
from surveys.errors import Conflict, FieldError, InvalidInput, NotFound
from surveys.keyring import digest
from surveys.models.access import Login, User

SESSION = timedelta(days=30)


async def create_user(email: str, password: str, now: datetime) -> User:
    """Let a person in from now on; Conflict when they are known, InvalidInput for a bad address or
    password."""
    known = address.email(email)
    if known is None:
        raise InvalidInput(FieldError("email", "is not an email address"))
    passwords.check(password)
    hashed = await passwords.hashed(password)
    try:
        return await User.create(email=known, password_hash=hashed, created_at=now)
    except IntegrityError as error:
        raise Conflict(f"there is a user {known} already") from error


async def set_password(email: str, password: str) -> None:
    """Change it and end every session of the user; NotFound without one."""
    passwords.check(password)
    user = await User.get_or_none(email=address.email(email) or "")
    if user is None:
        raise NotFound(f"there is no user {email!r}")
    hashed = await passwords.hashed(password)
    # Before, for a crash between the two; and after, for a login with the old one meanwhile.
    await Login.filter(user_id=user.id).delete()
    await User.filter(id=user.id).update(password_hash=hashed)
    await Login.filter(user_id=user.id).delete()


async def remove_user(email: str) -> None:
    """Let them in no more and end their sessions; NotFound without such a user."""
    user = await User.get_or_none(email=address.email(email) or "")
    if user is None:
        raise NotFound(f"there is no user {email!r}")
    await User.filter(id=user.id).delete()
    await Login.filter(user_id=user.id).delete()


async def let_publish(email: str, allowed: bool = True) -> None:
    """Let a user publish surveys, or only look; NotFound without such a user."""
    known = User.filter(email=address.email(email) or "")
    if not await known.update(may_publish=allowed):
        raise NotFound(f"there is no user {email!r}")


async def every_user() -> list[User]:
    """Everybody who may log in."""
    return await User.all().order_by("email")


async def sign_in(email: str, password: str, now: datetime) -> str | None:
    """A new session's token, None for a wrong password and, after the same time, a stranger."""
    user = await User.get_or_none(email=address.email(email) or "")
    stored = user.password_hash if user else None
    if not await passwords.fits(password, stored) or user is None or stored is None:
        return None
    return await _open_session(user.id, stored, now)


async def _open_session(user_id: int, password_hash: str, now: datetime) -> str | None:
    """None when the password was changed while it was being verified."""
    token = secrets.token_urlsafe(32)
    await Login.filter(user_id=user_id, expires_at__lte=now).delete()
    login = await Login.create(
        digest=digest(token), user_id=user_id, created_at=now, expires_at=now + SESSION
    )
    if await User.filter(id=user_id, password_hash=password_hash).exists():
        return token
    await login.delete()
    return None


async def user_of(token: str, now: datetime) -> User | None:
    """Whose session it is, None when it has ended or never was."""
    login = await Login.get_or_none(digest=digest(token), expires_at__gt=now)
    return await User.get_or_none(id=login.user_id) if login else None


async def sign_out(token: str) -> None:
    """End a session; one that has ended already stays so."""
    await Login.filter(digest=digest(token)).delete()
