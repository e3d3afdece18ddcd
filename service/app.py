"""Puts the web together: one file a noun in routes/, the folder is the registry."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount
from starlette.staticfiles import StaticFiles

from service import routes
from service.attempts import Attempts
from service.auth import Keys
from service.delighted.door import RATE_SPAN
from service.engine import Engine
from service.guesses import Guesses
from service.headers import Headers
from service.limits import Limits
from service.literal import LiteralRoutes
from service.problems import on_bug, on_database_error, on_domain_error, on_http_error
from service.worker import Worker
from surveys import outages
from surveys.errors import AfterwordError

STATIC = Path(__file__).parent / "static"


def create_app(
    engine: Engine, worker: Worker | None = None, extra: Sequence[BaseRoute] = ()
) -> Starlette:
    """The web on a started engine; with a worker, that runs as long as the web does.

    `extra` routes come first (the demo's inbox).
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if worker is not None:
            await worker.start()
        yield
        if worker is not None:
            await worker.stop()

    found = [route for name in _route_files() for route in import_module(name).ROUTES]
    static = Mount("/static", StaticFiles(directory=STATIC))
    app = Starlette(
        routes=[LiteralRoutes([*extra, *found]), *extra, *found, static],
        lifespan=lifespan,
        middleware=[Middleware(Headers), Middleware(Limits)],
        exception_handlers={
            AfterwordError: on_domain_error,
            **dict.fromkeys(outages.KINDS, on_database_error),
            HTTPException: on_http_error,
            Exception: on_bug,
        },
    )
    app.router.redirect_slashes = False  # a sender that does not follow redirects loses events
    app.state.engine = engine
    app.state.keys = Keys(engine.database)
    app.state.wrong_passwords, app.state.wrong_codes = Attempts(), Attempts()
    app.state.guesses = Guesses()
    app.state.walk_ins = Attempts()
    app.state.delighted = Attempts(RATE_SPAN)
    return app


def _route_files() -> list[str]:
    return sorted(f"{routes.__name__}.{module.name}" for module in iter_modules(routes.__path__))
