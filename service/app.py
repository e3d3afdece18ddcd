"""Puts the web together: one file a noun in routes/, the folder is the registry."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from service import routes
from service.answer_routes import AnswerRoutes
from service.attempts import Attempts
from service.auth import Keys
from service.delighted.door import RATE_SPAN
from service.engine import Engine
from service.guesses import Guesses
from service.headers import Headers
from service.limits import Limits
from service.literal import LiteralRoutes
from service.problems import on_bug, on_database_error, on_domain_error, on_http_error
from service.tail import Tail
from service.worker import Worker
from surveys import outages
from surveys.errors import AfterwordError

STATIC = Path(__file__).parent / "static"
ERRORS: dict[Any, Any] = {
    AfterwordError: on_domain_error,
    **dict.fromkeys(outages.KINDS, on_database_error),
    HTTPException: on_http_error,
    Exception: on_bug,
}


def create_app(
    engine: Engine, worker: Worker | None = None, extra: Sequence[BaseRoute] = ()
) -> Starlette:
    """The web on a started engine; with a worker, that runs as long as the web does.

    `extra` routes come first (the demo's inbox).
    """
    found = [route for name in _route_files() for route in import_module(name).ROUTES]
    static = Mount("/static", StaticFiles(directory=STATIC))
    every = [*extra, *found]
    app = Starlette(
        routes=[AnswerRoutes(), LiteralRoutes(every), *every, static],
        lifespan=_as_long_as(worker),
        middleware=[Middleware(Headers), Middleware(Limits)],
        exception_handlers=ERRORS,
    )
    app.router.redirect_slashes = False  # a sender that does not follow redirects loses events
    _remember(app, engine)
    return app


def _as_long_as(worker: Worker | None) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if worker is not None:
            await worker.start()
        yield
        if worker is not None:
            await worker.stop()

    return lifespan


def _remember(app: Starlette, engine: Engine) -> None:
    app.state.engine = engine
    app.state.keys = Keys(engine.database)
    app.state.wrong_passwords, app.state.wrong_codes = Attempts(), Attempts()
    app.state.guesses = Guesses()
    app.state.walk_ins = Attempts()
    app.state.tail = Tail(engine.database)
    app.state.delighted = Attempts(RATE_SPAN)


def _route_files() -> list[str]:
    return sorted(f"{routes.__name__}.{module.name}" for module in iter_modules(routes.__path__))
