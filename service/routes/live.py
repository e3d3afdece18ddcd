"""GET /live: new answers as server-sent events, for who is signed in. It ends by itself after a few
minutes; the browser then asks again, and is let in again or not."""

import asyncio
from collections.abc import AsyncIterator

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from service.asking import engine_of
from service.panels.live import MOST
from service.people_pages import words_of
from service.problems import problem
from service.questions_in import question_of
from service.quoting import quote
from service.sessions import visitor
from service.tail import Tail
from service.templating import render
from service.words import Words
from surveys.scores import Question
from surveys.tail import Entry

BEAT_SECONDS = 15.0  # shorter than proxies wait
LONGEST_SECONDS = 300.0
LARGEST_ID = 18  # digits
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


class Listening(StreamingResponse):
    """Holds a seat as long as somebody is there."""

    def __init__(self, tail: Tail, question: Question, number: int, words: Words) -> None:
        self._tail = tail
        super().__init__(_written(tail, question, number, words), 200, HEADERS, "text/event-stream")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._tail.seat():
            await super().__call__(scope, receive, send)


async def listen(request: Request) -> Response:
    """The answers after the entry `after` of the ledger, or after the one that was heard last."""
    if await visitor(request) is None:
        raise HTTPException(401, "Sign in first.")
    engine, tail = engine_of(request), request.app.state.tail
    if tail.full:
        return problem(503, "Too many listen already.", (), {"Retry-After": "60"})
    query = dict(request.query_params)
    number = _number(request.headers.get("last-event-id") or query.pop("after", ""))
    query.pop("after", None)
    question = await question_of(query, engine.catalogue, engine.settings.zone, engine.clock())
    if request.method == "HEAD":
        return Response(None, 200, HEADERS, "text/event-stream")
    return Listening(tail, question, number, words_of(request))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LARGEST_ID else 0


async def _written(tail: Tail, question: Question, number: int, words: Words) -> AsyncIterator[str]:
    loop = asyncio.get_running_loop()
    end = loop.time() + LONGEST_SECONDS
    yield ":\n\n"  # the browser knows that it is heard
    async for news in tail.news(number, BEAT_SECONDS):
        if not news:
            yield ":\n\n"
        for one in [one for one in news if one.concerns(question)][-MOST:]:
            yield _event(one, question, words)
            await asyncio.sleep(0)  # a third of a millisecond each; others have their turn
        if loop.time() > end:
            return


def _event(one: Entry, question: Question, words: Words) -> str:
    shown = quote(words.language, question, one.said)
    html = render("dashboard/parts/quote.html", quote=shown, _=words)
    data = "".join(f"data: {line}\n" for line in html.splitlines())
    return f"id: {one.id}\n{data}\n"


ROUTES = [Route("/live", listen, methods=["GET"])]
