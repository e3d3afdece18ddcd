"""/r/{token}: the page that a customer answers on.

GET and HEAD show it and log a click; only POST answers. Whatever the token is, the page is a
friendly one, and an unknown token gets the same as one that never was.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import metrics
from service.answers_in import answers_in, comment_in, filled_in, score_of
from service.asked import Asked
from service.asking import engine_of
from service.clicks_in import evidence_of, look_of, network_of
from service.customer_pages import closed, html, not_found, too_many
from service.forms import form_of
from service.languages import LONGEST_HEADER, choose
from service.page_skeleton import written
from service.pages import Answering
from service.visits import Visit, new_nonce, visit_of
from surveys import clicking
from surveys.answering import OPEN, Answer, Verdict
from surveys.clicking import Link, Logged
from surveys.errors import InvalidInput
from surveys.evidence import EXPLICIT, SCRIPTED, Click
from surveys.evidence.grading import grade
from surveys.evidence.settling import is_candidate
from surveys.instant import EPOCH
from surveys.settling import settle_after

TRAP = "x"  # the hidden link of the mail: people cannot see it, machines follow it
MAILS, TEXTS = ("email", "link"), ("sms", "whatsapp", "link")
_choose = lru_cache(maxsize=1024)(choose)
DIRECT = Visit("", EPOCH)  # a form sent without a page of ours, so older than every answer


@dataclass(frozen=True, slots=True)
class Opened:
    """A link with the page's language, as this request sees it."""

    link: Link
    asked: Asked
    now: datetime


async def show(request: Request) -> Response:
    """The page, with the score of the link chosen. Never an answer."""
    opened = await _open(request)
    if not isinstance(opened, Opened):
        return opened
    chosen = request.path_params.get("score", "")
    score = _score(chosen, opened)
    # newer than what it shows, also when the clock has been set back since
    loaded_at = max(opened.now, opened.link.answered_at or opened.now)
    nonce = new_nonce(engine_of(request).keyring, request.path_params["token"], loaded_at)
    action = "trap" if chosen == TRAP else "open"
    await _log(request, opened, action, score, nonce.partition(".")[0])
    answered = opened.link.score is not None and score in (None, opened.link.score)
    state = "thanks" if answered else "ask" if score is None else "chosen"
    page = Answering(
        action=_action(request, opened),
        nonce=nonce,
        state=state,  # type: ignore[arg-type]  # one of the three
        score=opened.link.score if score is None else score,
        comment=opened.link.comment or "",
        answers=opened.link.answers,
        contact=opened.link.contact,
        elsewhere=answered and opened.link.channel not in door_of(request),
        languages=_languages(request, opened),
    )
    return html(written(opened.asked, page), color=opened.asked.color)


async def answer(request: Request) -> Response:
    """The form: an explicit answer, final at once, changeable later."""
    opened = await _open(request)
    if not isinstance(opened, Opened):
        return opened
    engine, token = engine_of(request), request.path_params["token"]
    form = await form_of(request)
    if "switch" in form:  # to another language
        return _as_typed(request, opened, form)
    try:
        filled = filled_in(form, opened.asked.definition)
    except InvalidInput:
        return _as_typed(request, opened, form, again=True)
    visit = visit_of(engine.keyring, token, filled.nonce, opened.now) or DIRECT
    told = {"touched": filled.touched} | ({"hidden_field": True} if filled.trapped else {})
    found = evidence_of(request, opened.link, opened.now) | told
    verdict: Verdict
    if grade("answer", found)[0] < EXPLICIT:
        await _log(request, opened, "answer", filled.score, visit.name, told)
        verdict = "old_page"
    else:
        said = Answer(
            invitation_id=opened.link.invitation_id,
            score=filled.score,
            at=opened.now,
            comment=filled.comment,
            answers=filled.answers,
            contact=filled.contact,
            visit=visit.name,
            page_at=visit.loaded_at,
            language=opened.asked.language,
            request=found,
        )
        verdict = await engine.answers.submit(said)
    metrics.counted(metrics.answers, verdict).inc()
    if verdict == "expired" or verdict == "withdrawn" or verdict == "final":
        return closed(opened.asked, verdict)
    nonce = new_nonce(engine.keyring, token, opened.now, visit.name)
    page = Answering(
        action=_action(request, opened),
        nonce=nonce,
        state="ask" if verdict in ("old_page", "unsure") else "thanks",
        score=filled.score,
        comment=opened.link.comment or "" if filled.comment is None else filled.comment,
        answers=opened.link.answers if filled.answers is None else filled.answers,
        contact=opened.link.contact or filled.contact,
        languages=_languages(request, opened),
    )
    return html(written(opened.asked, page), color=opened.asked.color)


async def seen(request: Request) -> Response:
    """What the page's script saw. It settles into an answer later, or into nothing."""
    opened = await _open(request)
    if not isinstance(opened, Opened):
        return JSONResponse({"counted": False}, 404)
    engine = engine_of(request)
    body = await _json(request)
    token = request.path_params["token"]
    visit = visit_of(engine.keyring, token, str(body.get("nonce", "")), opened.now)
    score = _score(str(body.get("score", "")), opened)
    if visit is None or score is None:
        return JSONResponse({"counted": False}, 400)
    look = look_of(body, visit.loaded_at, opened.now)
    return JSONResponse({"counted": await _log(request, opened, "seen", score, visit.name, look)})


async def _open(request: Request) -> Opened | Response:
    """The link that a person may answer, or the page that says why not."""
    engine, token = engine_of(request), request.path_params["token"]
    now = engine.clock()
    link = await engine.links.submit(token)
    if link is None:
        return _unknown(request, now)
    definition = link.survey.definition
    wanted = _wanted(request)
    read = request.headers.get("accept-language", "")[:LONGEST_HEADER]
    nearest = _choose(link.locale, read, tuple(definition.texts))
    asked = Asked(
        definition=definition,
        language=wanted if wanted in definition.texts else nearest,
        name=None,  # whoever has the link may see the page
        segments=link.segments,
        answer_url="",  # this page has no links
        short_url="",
        unsubscribe_url="",
        expires_at=link.expires_at,
        link_origins=engine.settings.link_origins,
    )
    if link.state not in OPEN:
        return closed(asked, "withdrawn" if link.state == "withdrawn" else "expired")
    if link.expires_at <= now:
        return closed(asked, "expired")
    return Opened(link, asked, now) if link.may_change(now) else closed(asked, "final")


def _unknown(request: Request, now: datetime) -> Response:
    wait = request.app.state.guesses.wait_seconds(network_of(request), now)
    metrics.counted(metrics.unknown_links, "refused" if wait else "shown").inc()
    return too_many(request, wait) if wait else not_found(request)


async def _log(
    request: Request,
    opened: Opened,
    action: str,
    score: int | None,
    visit: str,
    look: dict[str, Any] | None = None,
) -> bool:
    """Grade a request and write it down; whether it looks like an answer, which it may become when
    it has settled."""
    metrics.counted(metrics.clicks, action).inc()
    engine, link = engine_of(request), opened.link
    found = evidence_of(request, link, opened.now) | (look or {})
    worth, reasons = grade(action, found)
    click = Click(action, score, worth, visit, opened.now, reasons)
    settles = is_candidate(click) and not opened.asked.definition.strict
    settle_at = settle_after(opened.now, engine.settings.settle_seconds) if settles else None
    await engine.clicks.submit(Logged(link.invitation_id, click, found, settle_at))
    if action != "seen" or not settles or worth < SCRIPTED:
        return False
    return await clicking.is_believed(engine.database, link.invitation_id, click)


def _as_typed(request: Request, opened: Opened, form: FormData, *, again: bool = False) -> Response:
    """The page once more with what was typed, nothing stored. `again`: it could not be taken."""
    token, definition = request.path_params["token"], opened.asked.definition
    keyring, score = engine_of(request).keyring, _score(str(form.get("score", "")), opened)
    visit = visit_of(keyring, token, str(form.get("nonce", "")), opened.now)
    answered = form.get("switch") == "thanks" and score == opened.link.score
    page = Answering(
        action=_action(request, opened),
        nonce=new_nonce(keyring, token, opened.now, visit.name if visit else None),
        state="thanks" if answered else "ask",
        score=score,
        comment=comment_in(form),
        answers=answers_in(form, definition),
        contact=opened.link.contact,
        again=again,
        languages=_languages(request, opened),
        ticked=bool(form.get("contact")),
    )
    return html(written(opened.asked, page), 422 if again else 200, opened.asked.color)


def door_of(request: Request) -> tuple[str, ...]:
    """The channels of messages whose link leads to this address."""
    return TEXTS if request.scope["path"].startswith("/s/") else MAILS


def _score(text: str, opened: Opened) -> int | None:
    try:
        return score_of(text, opened.asked.definition)
    except InvalidInput:
        return None


def _action(request: Request, opened: Opened) -> str:
    """Where the form goes: a language that was chosen stays chosen."""
    language, path = opened.asked.language, f"/r/{request.path_params['token']}"
    return f"{path}?lang={language}" if _wanted(request) == language else path


def _wanted(request: Request) -> str | None:
    return request.query_params.get("lang") if request.scope["query_string"] else None


def _languages(request: Request, opened: Opened) -> dict[str, str]:
    path = f"/r/{request.path_params['token']}"
    return {tag: f"{path}?lang={tag}" for tag in opened.asked.definition.texts}


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
