"""Who looks at a page: the session cookie, and proof that a form is one of ours."""

from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from service.asking import engine_of
from service.logins import SESSION, user_of
from surveys.models.access import User

COOKIE = "afterword"
CSRF = "csrf"  # the field of every form that changes something


def cookie_name(request: Request) -> str:
    """`__Host-` where it is allowed: no other host, and no http page, can then set it."""
    return f"__Host-{COOKIE}" if engine_of(request).settings.secure else COOKIE


def token_of(request: Request) -> str:
    """The token that the browser sent, "" for none."""
    return request.cookies.get(cookie_name(request), "")


async def visitor(request: Request) -> User | None:
    """Who is signed in, None for a stranger."""
    token = token_of(request)
    return await user_of(token, engine_of(request).clock()) if token else None


def remember(request: Request, response: Response, token: str) -> None:
    """Give the browser a session's token."""
    response.set_cookie(
        cookie_name(request),
        token,
        max_age=int(SESSION.total_seconds()),
        path="/",
        secure=engine_of(request).settings.secure,
        httponly=True,
        samesite="lax",
    )


def forget(request: Request, response: Response) -> None:
    """Take the cookie back."""
    secure = engine_of(request).settings.secure
    response.delete_cookie(
        cookie_name(request), path="/", secure=secure, httponly=True, samesite="lax"
    )


def csrf_token(request: Request) -> str:
    """What a form must send back; good for this session alone."""
    return engine_of(request).keyring.tag("csrf", token_of(request))


def check_csrf(request: Request, given: str) -> None:
    """HTTPException 403 unless a page of this session sent the form."""
    check_origin(request)
    if not engine_of(request).keyring.tag_fits("csrf", token_of(request), given):
        raise HTTPException(403, "This form is out of date. Go back, reload the page, try again.")


def check_origin(request: Request) -> None:
    """HTTPException 403 when another site's page sent the form. Programs say nothing, and pass."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        ours = site in ("same-origin", "none")
    else:  # no https and no localhost, or a browser from before 2023
        ours = origin is None or _host(origin) == request.headers.get("host", "").lower()
    if not ours:
        raise HTTPException(403, "Another site sent this form.")


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""
