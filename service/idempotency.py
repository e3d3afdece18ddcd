"""`Idempotency-Key` of a POST under /v1 that makes something."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response

from service.auth import Caller
from surveys.errors import FieldError, Unreadable
from surveys.idempotency import FIELD, Key, Reply

LONGEST = 255


def key_of(request: Request, caller: Caller, said: bytes) -> Key | None:
    """None for a request without one, Unreadable for one that cannot be used.

    `said` is all that the request says, also what it says in headers.
    """
    names = request.headers.getlist(FIELD)
    if not names:
        return None
    if len(names) > 1 or not 0 < len(names[0]) <= LONGEST:
        raise Unreadable(FieldError(FIELD, f"send one key of 1 to {LONGEST} characters"))
    asked = f"{request.method} {request.url.path}\n".encode() + said
    return Key(caller.key_id, names[0], sha256(asked).hexdigest())


def response(reply: Reply) -> Response:
    """A reply as it goes out."""
    headers = {"Idempotent-Replayed": "true"} if reply.replayed else None
    return Response(reply.body, reply.status, headers, "application/json")
