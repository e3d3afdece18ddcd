"""`afterword serve` and `afterword worker`."""

from typing import Annotated

import typer

from service import logs, process
from service.settings import read


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)
    app.command()(worker)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Serve the web only.")] = False,
) -> None:
    """Serve the web, and run the worker beside it."""
    configuration = read()
    logs.configure(configuration.settings.log_level)
    where = process.Where(host, port)
    process.run(process.serve(configuration, where, with_worker=not no_worker))


def worker() -> None:
    """Run a worker alone (PostgreSQL: as many as you like)."""
    configuration = read()
    logs.configure(configuration.settings.log_level)
    process.run(process.work(configuration))
