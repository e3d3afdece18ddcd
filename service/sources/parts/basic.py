"""Basic authentication, of senders that put the secret into it as the password."""

import base64


def password(authorization: str) -> str:
    """Whatever the user's name is; "" if there is none."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return ""
    try:
        return base64.b64decode(credentials, validate=True).decode().partition(":")[2]
    except ValueError:
        return ""
