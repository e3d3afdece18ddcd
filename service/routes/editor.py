"""/surveys: every survey, and the editor, for people who are signed in."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import urlencode

import structlog
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from service.asking import engine_of
from service.drafting import SCHEMES, Drafted, Sheet, drafted
from service.editor import CONTENT_SECURITY_POLICY, SIMULATED, Reader, editor_page, surveys_page
from service.people_pages import fields_of, html, words_of
from service.previews import Setting
from service.routes.simulate import bounded
from service.sessions import CSRF, check_csrf, csrf_token, visitor
from service.simulating import as_dict
from surveys import survey_file
from surveys.catalogue import Published, publish
from surveys.definition import Definition
from surveys.errors import Conflict, InvalidInput, NotFound
from surveys.simulation.plan import plan_of

log = structlog.get_logger()
LIBRARY = Path(survey_file.__file__).parent / "library"


async def show_all(request: Request) -> Response:
    """Every survey, and the ready ones to begin with."""
    reader = await _reader(request)
    if reader is None:
        return _to_login(request)
    engine = engine_of(request)
    found, zone = await engine.catalogue.live(), engine.settings.zone
    at = await engine.catalogue.published_at()  # after it: a new one has its time by then
    live = [(one, at[one.definition.key].astimezone(zone)) for one in found]
    return html(surveys_page(reader, live, await engine.catalogue.unreadable(), ready()))


async def show(request: Request) -> Response:
    """The editor with the live version, or with a ready survey as a new one."""
    reader = await _reader(request)
    if reader is None:
        return _to_login(request)
    sheet = await _sheet(request)
    published = request.query_params.get("published")
    _, now_live = reader.words, published == str(sheet.version)
    notice = _("Version %(version)s is live now.", version=published) if now_live else ""
    return _page(editor_page(reader, await _drafted(request, sheet), notice))


async def post(request: Request) -> Response:
    """What the draft comes to; `do` is what else to do with it: simulate or publish."""
    reader = await _reader(request)
    if reader is None:
        raise HTTPException(401, "Sign in in another tab, then send this once more.")
    form = await fields_of(request)
    check_csrf(request, form.get(CSRF, ""))
    found = await _drafted(request, _typed(request, form))
    if form.get("do") == "publish":
        return await _publish(request, reader, found, form.get("looked_at", ""))
    if form.get("do") == "simulate" and found.draft.ready:
        return await _simulate(request, reader, found, found.draft.ready)
    return _page(editor_page(reader, found))


async def _publish(request: Request, reader: Reader, found: Drafted, looked_at: str) -> Response:
    if not reader.user.may_publish:
        raise HTTPException(403, "Your login may look and try out, but not publish.")
    engine, definition, _ = engine_of(request), found.draft.ready, reader.words
    if definition is None:
        return _page(editor_page(reader, found), 422)
    if looked_at != found.sheet.mark:  # what is published is what somebody has looked at
        notice = _("Look at what would change, then press Publish once more.")
        return _page(editor_page(reader, found, notice))
    try:
        version = found.sheet.version
        published, new = await publish(engine.database, definition, engine.clock(), version)
    except Conflict:
        return await _overtaken(request, reader, found.sheet)
    if new:
        by = {"survey": definition.key, "version": published.version, "user": reader.user.id}
        log.info("survey.published", **by)
    query = urlencode({"published": published.version})
    return RedirectResponse(f"/surveys/{definition.key}/edit?{query}", 303)


async def _overtaken(request: Request, reader: Reader, sheet: Sheet) -> Response:
    """Keep what was typed, on top of what somebody else has published."""
    live, notice, _ = await _live(request), "", reader.words
    if sheet.key in live:
        version = live[sheet.key].version
        sheet = replace(sheet, version=version)
        notice = _(
            "Somebody has published version %(version)s meanwhile, so yours was not published. "
            "Below is what yours would change of it.",
            version=version,
        )
    return _page(editor_page(reader, await _drafted(request, sheet), notice), 409)


async def _simulate(
    request: Request, reader: Reader, found: Drafted, definition: Definition
) -> Response:
    engine, now = engine_of(request), engine_of(request).clock()
    span, reach = (now - SIMULATED, now), engine.intake.reach
    plan = await plan_of(engine.database, definition, span, reach, engine.settings.timezone)
    try:
        simulated = as_dict(plan, await bounded(engine, plan))
    except (Conflict, InvalidInput) as error:
        return _page(editor_page(reader, found, simulated=str(error)))
    return _page(editor_page(reader, found, simulated=simulated))


async def _sheet(request: Request) -> Sheet:
    key = request.path_params.get("key")
    if key is not None:
        live = await engine_of(request).catalogue.by_key(key)
        return Sheet(key, live.version, survey_file.write(live.definition))
    name = request.query_params.get("from", "")
    if name not in ready():
        raise NotFound("there is no such ready survey; /surveys has a list of them")
    return Sheet(None, 0, (LIBRARY / f"{name}.yaml").read_text("utf-8"))


def _typed(request: Request, form: Mapping[str, str]) -> Sheet:
    version, scheme = form.get("version", ""), form.get("scheme", "")
    return Sheet(
        key=request.path_params.get("key"),
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        text=form.get("text", "").replace("\r\n", "\n"),
        language=form.get("language", ""),
        scheme=scheme if scheme in SCHEMES else SCHEMES[0],
    )


async def _drafted(request: Request, sheet: Sheet) -> Drafted:
    engine = engine_of(request)
    settings, live = engine.settings, await _live(request)
    conversing = engine.outbox.conversing
    setting = Setting(settings.base_url, settings.link_origins, conversing, engine.clock())
    return await asyncio.to_thread(drafted, sheet, live, setting)


async def _live(request: Request) -> dict[str, Published]:
    return {one.definition.key: one for one in await engine_of(request).catalogue.live()}


async def _reader(request: Request) -> Reader | None:
    user = await visitor(request)
    return Reader(words_of(request), user, csrf_token(request)) if user else None


def _to_login(request: Request) -> Response:
    here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/login?" + urlencode({"next": here}), 303)


def _page(page: str, status: int = 200) -> Response:
    return html(page, status, **{"Content-Security-Policy": CONTENT_SECURITY_POLICY})


@cache
def ready() -> Mapping[str, str]:
    """What each survey of the library asks, as its first line says."""
    files = sorted(LIBRARY.glob("*.yaml"))
    return {one.stem: one.read_text("utf-8").partition("\n")[0].lstrip("# ") for one in files}


ROUTES = [
    Route("/surveys", show_all, methods=["GET"]),
    Route("/surveys/new", show, methods=["GET"]),
    Route("/surveys/new", post, methods=["POST"]),
    Route("/surveys/{key}/edit", show, methods=["GET"]),
    Route("/surveys/{key}/edit", post, methods=["POST"]),
]
