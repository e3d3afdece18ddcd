"""Who a visitor of a shop's page is, as the shop's own backend says: a JWT (RFC 7519), signed with
HS256 and the secret of an endpoint `generic`, whose name is its `iss`.
"""

from datetime import datetime
from typing import Any

import jwt
from pydantic import ValidationError

from surveys import contacts, hooks
from surveys.contact import Contact
from surveys.event import Customer
from surveys.instant import to_micros
from surveys.keyring import Keyring
from surveys.unkeepable import find_unkeepable

SOURCE = "generic"
LONGEST = 4000
NAMES = {"sub": "id"} | {name: name for name in ("email", "phone", "name", "locale", "timezone")}
# The library would look at this machine's clock, where all of us go by the database's.
CHECKED = {"require": ["iss", "sub", "exp"], "verify_exp": False, "verify_iat": False,
           "verify_nbf": False, "verify_aud": False}  # fmt: skip


async def contact_of(token: str, keyring: Keyring, now: datetime) -> Contact | None:
    """The contact of a genuine token that has not expired, None for anything else. Ids are those
    of the endpoint, as in the events that it gets."""
    claims = None if len(token) > LONGEST else _claims(token, None)
    if claims is None or not _keepable(claims):
        return None
    endpoint = await hooks.find(SOURCE, claims["iss"], keyring, now)
    if endpoint is None:
        return None
    genuine = any(_claims(token, secret) for secret in endpoint.secrets)
    expires = claims.get("exp")
    if not genuine or not isinstance(expires, int) or expires <= now.timestamp():
        return None
    said = {ours: claims[theirs] for theirs, ours in NAMES.items() if claims.get(theirs)}
    try:
        customer = Customer.model_validate(said).model_dump(exclude_unset=True)
    except ValidationError:
        return None
    return contacts.described(endpoint.origin, customer, to_micros(now))


def _keepable(claims: dict[str, Any]) -> bool:
    """Whether a database can be asked about them, before anybody has signed them."""
    name = claims.get("iss")
    said = [one for one in claims.values() if isinstance(one, str | float)]
    return isinstance(name, str) and bool(hooks.NAME.fullmatch(name)) and not find_unkeepable(said)


def _claims(token: str, secret: str | None) -> dict[str, Any] | None:
    """What it says, if `secret` signed it; None: whoever did."""
    try:
        if secret is None:
            return jwt.decode(token, options={"verify_signature": False})
        return jwt.decode(token, secret, algorithms=["HS256"], options=CHECKED)  # type: ignore[arg-type]
    except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
        return None
