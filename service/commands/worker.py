"""`afterword worker`."""

import typer

from service import logs, process, serving
from service.settings import read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(worker)


def worker() -> None:
    """Run a worker alone (PostgreSQL: as many as you like)."""
    configuration = read()
    logs.configure(configuration.settings.log_level)
    process.run(serving.work(configuration))
