"""`afterword version`."""

import typer

from service.release import release


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(version)


def version() -> None:
    """The installed version."""
    typer.echo(release())
