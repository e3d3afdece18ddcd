"""An answer link that somebody has opened, with the page's language, as one request sees it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from service import metrics
from service.answers_in import score_of
from service.asked import Asked
from service.asking import engine_of, header_of
from service.clicks_in import evidence_of, network_of
from service.customer_pages import closed, not_found, too_many
from service.languages import LONGEST_HEADER, choose
from service.pages import Closed
from surveys.answering import OPEN
from surveys.calls import Call, Deed, Met
from surveys.clicking import Link, Logged
from surveys.errors import InvalidInput
from surveys.evidence import Click
from surveys.evidence.grading import grade
from surveys.evidence.settling import is_candidate
from surveys.settling import settle_after

_choose = lru_cache(maxsize=1024)(choose)


@dataclass(slots=True)
class Opened:
    """A link that may be answered, and what was written down of the request."""

    request: Request
    link: Link
    met: Met
    asked: Asked

    @property
    def action(self) -> str:
        """Where the form goes: a language that was chosen stays chosen."""
        language, path = self.asked.language, f"/r/{self.request.path_params['token']}"
        return f"{path}?lang={language}" if _wanted(self.request) == language else path

    @property
    def languages(self) -> dict[str, str]:
        """The address of this page in each language."""
        path = f"/r/{self.request.path_params['token']}"
        return {tag: f"{path}?lang={tag}" for tag in self.asked.definition.texts}


async def opened(
    request: Request, now: datetime, means: Callable[[Link], Deed | None]
) -> Opened | Response:
    """The link that a person may answer, when what the request means has been written down; or the
    page that says why not."""
    engine, token = engine_of(request), request.path_params["token"]
    met = await engine.calls.submit(
        Call(token, lambda link: None if _closed(link, now) else means(link))
    )
    if met.link is None:
        return _unknown(request, now)
    if isinstance(met.deed, Logged):
        metrics.counted(metrics.clicks, met.deed.click.action).inc()
    asked = _asked(request, met.link)
    why = _closed(met.link, now)
    return closed(asked, why) if why else Opened(request, met.link, met, asked)


def logged(
    request: Request,
    link: Link,
    now: datetime,
    action: str,
    score: int | None,
    visit: str,
    look: dict[str, Any] | None = None,
) -> Logged:
    """A request as a click, graded; `settle_at` if it may become an answer."""
    found = evidence_of(request, link, now) | (look or {})
    worth, reasons = grade(action, found)
    click = Click(action, score, worth, visit, now, reasons)
    settles = is_candidate(click) and not link.survey.definition.strict
    seconds = engine_of(request).settings.settle_seconds
    settle_at = settle_after(now, seconds) if settles else None
    return Logged(link.invitation_id, click, found, settle_at)


def score_on(link: Link, text: str) -> int | None:
    """A score on the survey's scale, None for anything else."""
    try:
        return score_of(text, link.survey.definition)
    except InvalidInput:
        return None


def _closed(link: Link, now: datetime) -> Closed | None:
    """Why there is nothing to answer any more."""
    if link.state not in OPEN:
        return "withdrawn" if link.state == "withdrawn" else "expired"
    if link.expires_at <= now:
        return "expired"
    return None if link.may_change(now) else "final"


def language_for(request: Request, link: Link) -> str:
    """The language of the page: the one that was asked for, or the nearest."""
    texts, wanted = link.survey.definition.texts, _wanted(request)
    if wanted is not None and wanted in texts:
        return wanted
    read = header_of(request, b"accept-language")[:LONGEST_HEADER]
    return _choose(link.locale, read, tuple(texts))


def _asked(request: Request, link: Link) -> Asked:
    return Asked(
        definition=link.survey.definition,
        language=language_for(request, link),
        name=None,  # whoever has the link may see the page
        segments=link.segments,
        answer_url="",  # this page has no links
        short_url="",
        unsubscribe_url="",
        expires_at=link.expires_at,
        link_origins=engine_of(request).settings.link_origins,
    )


def _wanted(request: Request) -> str | None:
    return request.query_params.get("lang") if request.scope["query_string"] else None


def _unknown(request: Request, now: datetime) -> Response:
    wait = request.app.state.guesses.wait_seconds(network_of(request), now)
    metrics.counted(metrics.unknown_links, "refused" if wait else "shown").inc()
    return too_many(request, wait) if wait else not_found(request)
