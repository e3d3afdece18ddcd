"""/r/{token}: the page that a customer answers on.

GET and HEAD show it and log a click; only POST answers. Whatever the token is, the page is a
friendly one, and an unknown token gets the same as one that never was.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from service import metrics
from service.answers_in import filled_in, score_of
from service.asked import Asked
from service.asking import engine_of
from service.clicks_in import evidence_of, headers_of
from service.customer_pages import closed, html, not_found
from service.forms import form_of
from service.page_skeleton import written
from service.pages import Answering
from service.visits import Visit, new_nonce, visit_of
from surveys import clicking, evidence
from surveys.answering import OPEN, Answer, Verdict
from surveys.clicking import Link, Logged
from surveys.errors import InvalidInput
from surveys.evidence import Click

TRAP = "x"  # the hidden link of the mail: people cannot see it, machines follow it
DIRECT = Visit("", datetime.max.replace(tzinfo=UTC))  # a form sent without a page of ours


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
    nonce = new_nonce(engine_of(request).keyring, request.path_params["token"], opened.now)
    action = "trap" if chosen == TRAP else "open"
    grade = evidence.grade_open(request.method, headers_of(request))
    await _log(request, opened, Click(action, score, grade, nonce.partition(".")[0], opened.now))
    answered = opened.link.score is not None and score in (None, opened.link.score)
    state = "thanks" if answered else "ask" if score is None else "chosen"
    page = Answering(
        action=f"/r/{request.path_params['token']}",
        nonce=nonce,
        state=state,  # type: ignore[arg-type]  # one of the three
        score=opened.link.score if score is None else score,
        comment=opened.link.comment or "",
        answers=opened.link.answers,
        languages=_languages(request, opened, score),
    )
    return html(written(opened.asked, page))


async def answer(request: Request) -> Response:
    """The form: an explicit answer, final at once, changeable later."""
    opened = await _open(request)
    if not isinstance(opened, Opened):
        return opened
    engine, token = engine_of(request), request.path_params["token"]
    form = await form_of(request)
    try:
        filled = filled_in(form, opened.asked.definition)
    except InvalidInput:
        return await _again(request, opened)
    visit = visit_of(engine.keyring, token, filled.nonce, opened.now) or DIRECT
    if filled.trapped:
        await _log(request, opened, Click("trap", filled.score, 0, visit.name, opened.now))
        verdict: Verdict = "machine"
    else:
        said = Answer(
            invitation_id=opened.link.invitation_id,
            score=filled.score,
            at=opened.now,
            comment=filled.comment,
            answers=filled.answers,
            visit=visit.name,
            request=evidence_of(request),
        )
        verdict = await engine.answers.submit(said)
    metrics.counted(metrics.answers, verdict).inc()
    if verdict == "expired" or verdict == "withdrawn":
        return closed(opened.asked, verdict)
    nonce = new_nonce(engine.keyring, token, opened.now, visit.name)
    page = Answering(
        action=f"/r/{token}",
        nonce=nonce,
        state="thanks",
        score=filled.score,
        comment=opened.link.comment or "" if filled.comment is None else filled.comment,
        answers=opened.link.answers if filled.answers is None else filled.answers,
        languages=_languages(request, opened),
    )
    return html(written(opened.asked, page))


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
    visible_ms = body.get("visible_ms")
    looked_ms = visible_ms if isinstance(visible_ms, int | float) else 0
    driven = body.get("webdriver") is not False
    grade = evidence.grade_seen(looked_ms, driven, opened.now - visit.loaded_at)
    counted = grade == evidence.SCRIPTED
    settle_at = (
        clicking.settle_after(opened.now, engine.settings.settle_seconds) if counted else None
    )
    await _log(request, opened, Click("seen", score, grade, visit.name, opened.now), settle_at)
    return JSONResponse({"counted": counted})


async def _open(request: Request) -> Opened | Response:
    """The link that a person may answer, or the page that says why not."""
    engine, token = engine_of(request), request.path_params["token"]
    now = engine.clock()
    link = await engine.links.submit(token)
    if link is None:
        return not_found(request)
    definition = link.survey.definition
    wanted = request.query_params.get("lang") if request.scope["query_string"] else None
    language = wanted if wanted in definition.texts else link.language
    asked = Asked(
        definition=definition,
        language=language,
        name=None,  # whoever has the link may see the page
        segments=link.segments,
        answer_url="",  # this page has no links
        short_url="",
        unsubscribe_url="",
        expires_at=link.expires_at,
    )
    if link.state not in OPEN:
        return closed(asked, "withdrawn" if link.state == "withdrawn" else "expired")
    return Opened(link, asked, now) if link.expires_at > now else closed(asked, "expired")


async def _log(
    request: Request, opened: Opened, click: Click, settle_at: datetime | None = None
) -> None:
    metrics.counted(metrics.clicks, click.action).inc()
    logged = Logged(opened.link.invitation_id, click, evidence_of(request), settle_at)
    await engine_of(request).clicks.submit(logged)


async def _again(request: Request, opened: Opened) -> Response:
    """A form without a usable score: the page once more, nothing stored."""
    token = request.path_params["token"]
    nonce = new_nonce(engine_of(request).keyring, token, opened.now)
    page = Answering(action=f"/r/{token}", nonce=nonce, state="ask")
    return html(written(opened.asked, page), 422)


def _score(text: str, opened: Opened) -> int | None:
    try:
        return score_of(text, opened.asked.definition)
    except InvalidInput:
        return None


def _languages(request: Request, opened: Opened, score: int | None = None) -> dict[str, str]:
    path = f"/r/{request.path_params['token']}"
    path = path if score is None else f"{path}/{score}"
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
