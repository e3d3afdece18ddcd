"""`afterword serve`."""

from typing import Annotated

import typer

from service import logs, process, serving
from service.settings import read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Serve the web only.")] = False,
) -> None:
    """Serve the web, and run the worker beside it."""
    configuration = read()
    logs.configure(configuration.settings.log_level)
    where = serving.Where(host, port)
    process.run(serving.serve(configuration, where, with_worker=not no_worker))
