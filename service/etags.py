"""Names of answers, so that whoever polls is told in a few bytes that nothing has changed."""

from hashlib import sha256

from starlette.requests import Request
from werkzeug.http import parse_etags

from service.release import release


def etag_of(*parts: object) -> str:
    """For the answer that these parts lead to in this release. Weak: the same answer may be
    written in another way."""
    named = repr((release(), parts)).encode()
    return f'W/"{sha256(named).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Whether who asks has that answer already."""
    known = parse_etags(request.headers.get("if-none-match"))
    return known.star_tag or known.contains_raw(etag)
