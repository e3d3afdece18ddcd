"""/r/{token}: the page that a customer answers on.

GET and HEAD show it and log a click; only POST answers. Whatever the token is, the page is a
friendly one, and an unknown token gets the same as one that never was.
"""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import metrics
from service.answers_in import answers_in, comment_in
from service.asking import engine_of
from service.clicks_in import look_of
from service.customer_pages import closed, html
from service.forms import form_of
from service.opened import Opened, logged, opened, score_on
from service.page_skeleton import written
from service.pages import Answering
from service.submission import Submission
from service.visits import new_name, new_nonce, visit_of
from surveys import clicking
from surveys.calls import Met
from surveys.clicking import Link, Logged
from surveys.evidence import SCRIPTED

TRAP = "x"  # the hidden link of the mail: people cannot see it, machines follow it
MAILS, TEXTS = ("email", "link"), ("sms", "whatsapp", "link")


async def show(request: Request) -> Response:
    """The page, with the score of the link chosen. Never an answer."""
    now, name = engine_of(request).clock(), new_name()
    chosen = request.path_params.get("score", "")
    action = "trap" if chosen == TRAP else "open"

    def means(link: Link) -> Logged:
        return logged(request, link, now, action, score_on(link, chosen), name)

    found = await opened(request, now, means)
    if not isinstance(found, Opened):
        return found
    # newer than what it shows, also when the clock has been set back since
    loaded_at = max(now, found.link.answered_at or now)
    nonce = new_nonce(engine_of(request).keyring, request.path_params["token"], loaded_at, name)
    score = found.met.deed.click.score if isinstance(found.met.deed, Logged) else None
    return _page(found, _looked_at(found, score, nonce))


def _looked_at(found: Opened, score: int | None, nonce: str) -> Answering:
    """The page before a form is sent: with the score of the link, or the one that was sent."""
    link = found.link
    answered = link.score is not None and score in (None, link.score)
    return Answering(
        action=found.action,
        nonce=nonce,
        state="thanks" if answered else "ask" if score is None else "chosen",
        score=link.score if score is None else score,
        comment=link.comment or "",
        answers=link.answers,
        contact=link.contact,
        elsewhere=answered and link.channel not in door_of(found.request),
        languages=found.languages,
    )


async def answer(request: Request) -> Response:
    """The form: an explicit answer, final at once, changeable later."""
    sent = Submission(request, await form_of(request), engine_of(request).clock())
    found = await opened(request, sent.now, sent.means)
    if not isinstance(found, Opened):
        return found
    if sent.filled is None:
        return _page(found, _as_typed(found, sent), 200 if sent.switches else 422)
    verdict = found.met.verdict or "old_page"
    metrics.counted(metrics.answers, verdict).inc()
    if verdict == "expired" or verdict == "withdrawn" or verdict == "final":
        return closed(found.asked, verdict)
    filled, link = sent.filled, found.link
    page = Answering(
        action=found.action,
        nonce=_nonce(found, sent, sent.visit.name),
        state="ask" if verdict in ("old_page", "unsure") else "thanks",
        score=filled.score,
        comment=link.comment or "" if filled.comment is None else filled.comment,
        answers=link.answers if filled.answers is None else filled.answers,
        contact=link.contact or filled.contact,
        languages=found.languages,
    )
    return _page(found, page)


def _as_typed(found: Opened, sent: Submission) -> Answering:
    """The page once more with what was typed, nothing stored."""
    form, link, token = sent.form, found.link, found.request.path_params["token"]
    keyring, score = engine_of(found.request).keyring, score_on(link, str(form.get("score", "")))
    visit = visit_of(keyring, token, str(form.get("nonce", "")), sent.now)
    answered = form.get("switch") == "thanks" and score == link.score
    return Answering(
        action=found.action,
        nonce=_nonce(found, sent, visit.name if visit else ""),
        state="thanks" if answered else "ask",
        score=score,
        comment=comment_in(form),
        answers=answers_in(form, found.asked.definition),
        contact=link.contact,
        again=not sent.switches,
        languages=found.languages,
        ticked=bool(form.get("contact")),
    )


async def seen(request: Request) -> Response:
    """What the page's script saw. It settles into an answer later, or into nothing."""
    engine, token = engine_of(request), request.path_params["token"]
    now, body = engine.clock(), await _json(request)
    visit = visit_of(engine.keyring, token, str(body.get("nonce", "")), now)

    def means(link: Link) -> Logged | None:
        score = score_on(link, str(body.get("score", "")))
        if visit is None or score is None:
            return None
        look = look_of(body, visit.loaded_at, now)
        return logged(request, link, now, "seen", score, visit.name, look)

    found = await opened(request, now, means)
    if not isinstance(found, Opened):
        return JSONResponse({"counted": False}, 404)
    if found.met.deed is None:
        return JSONResponse({"counted": False}, 400)
    return JSONResponse({"counted": await _counts(request, found.met)})


async def _counts(request: Request, met: Met) -> bool:
    """Whether a look at the page is an answer as far as anybody knows by now; it may become one
    when it has settled."""
    found = met.deed
    if not isinstance(found, Logged) or found.settle_at is None or found.click.grade < SCRIPTED:
        return False
    database = engine_of(request).database
    return await clicking.is_believed(database, found.invitation_id, found.click)


def door_of(request: Request) -> tuple[str, ...]:
    """The channels of messages whose link leads to this address."""
    return TEXTS if request.scope["path"].startswith("/s/") else MAILS


def _page(found: Opened, page: Answering, status: int = 200) -> Response:
    return html(written(found.asked, page), status, found.asked.color)


def _nonce(found: Opened, sent: Submission, visit: str) -> str:
    token = found.request.path_params["token"]
    return new_nonce(engine_of(found.request).keyring, token, sent.now, visit)


async def _json(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


ROUTES = [
    Route("/r/{token}/seen", seen, methods=["POST"]),
    Route("/r/{token}", answer, methods=["POST"]),
    Route("/r/{token}", show, methods=["GET"]),
    Route("/r/{token}/{score}", show, methods=["GET"]),
]
