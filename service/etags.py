"""Names of answers, so that whoever polls is told in a few bytes that nothing has changed."""

from hashlib import sha256

from starlette.requests import Request
from starlette.responses import Response
from werkzeug.http import parse_etags

from service.release import release


def etag_of(*parts: object) -> str:
    """For the answer that these parts lead to in this release. Weak: the same answer may be
    written in another way."""
    named = repr((release(), parts)).encode()
    return f'W/"{sha256(named).hexdigest()[:32]}"'


def unless_known(request: Request, answer: Response) -> Response:
    """The answer, or 304 to whoever has this very one. Made all the same: nothing else tells of
    every change in it."""
    answer.headers["ETag"] = etag = etag_of(bytes(answer.body))
    answer.headers["Cache-Control"] = "private, no-cache"
    if not is_known(request, etag):
        return answer
    kept = ("etag", "cache-control", "vary")
    headers = {name: answer.headers[name] for name in kept if name in answer.headers}
    return Response(None, 304, headers)


def is_known(request: Request, etag: str) -> bool:
    """Whether who asks has that answer already."""
    known = parse_etags(request.headers.get("if-none-match"))
    return known.star_tag or known.contains_raw(etag)
