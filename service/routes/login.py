"""/login and /logout."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.dashboard import login_page
from service.logins import sign_in, sign_out
from service.people_pages import fields_of, html, words_of
from service.sessions import CSRF, check_csrf, check_origin, forget, remember, token_of, visitor
from surveys import address

HOME = "/"
MOST, MOST_EVERYWHERE = 10, 100  # wrong passwords in a quarter of an hour


async def show(request: Request) -> Response:
    """The form; whoever is signed in already goes on."""
    following = local(request.query_params.get("next"))
    if await visitor(request) is not None:
        return RedirectResponse(following, 303)
    return html(login_page(words_of(request), following))


async def login(request: Request) -> Response:
    """A session, or the form again: 401 for any wrong pair, 429 after ten of them from one
    address, or a hundred for one account."""
    check_origin(request)
    form = await fields_of(request)
    email, password = form.get("email", ""), form.get("password", "")
    engine, _ = engine_of(request), words_of(request)
    account = address.email(email) or email[:254].lower()
    address_of_caller = request.client and request.client.host
    keys = {
        f"address {address_of_caller}": MOST,
        f"account {account} from {address_of_caller}": MOST,
        f"account {account}": MOST_EVERYWHERE,  # or a stranger could keep its owner out
    }
    wait = request.app.state.wrong_passwords.begin(keys, engine.clock())
    if wait > 0:
        complaint = _("Too many attempts. Please try again in a quarter of an hour.")
        page = login_page(_, local(form.get("next")), email, complaint)
        return html(page, 429, **{"Retry-After": str(int(wait) + 1)})
    token = await sign_in(email, password, engine.clock())
    if token is None:
        complaint = _("The email or the password is not right.")
        return html(login_page(_, local(form.get("next")), email, complaint), 401)
    request.app.state.wrong_passwords.take_back(keys)
    await sign_out(token_of(request))  # a browser that was signed in gets a new session
    response = RedirectResponse(local(form.get("next")), 303)
    remember(request, response, token)
    return response


async def logout(request: Request) -> Response:
    """End the session."""
    response = RedirectResponse("/login", 303)
    if await visitor(request) is not None:
        check_csrf(request, (await fields_of(request)).get(CSRF, ""))
        await sign_out(token_of(request))
    forget(request, response)
    return response


def local(path: str | None) -> str:
    """A path of this site, the dashboard for anything that browsers could take for another."""
    if not path or not path.startswith(HOME) or path.startswith("//"):
        return HOME
    # browsers read \ as / and drop tabs and line ends
    return HOME if any(c == "\\" or ord(c) < 33 or ord(c) == 127 for c in path) else path


ROUTES = [
    Route("/login", show, methods=["GET"]),
    Route("/login", login, methods=["POST"]),
    Route("/logout", logout, methods=["POST"]),
]
