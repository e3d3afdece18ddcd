"""`afterword import events FILE`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from service import process, progress
from service.clock import utc_now
from service.event_file import Line
from service.importing import Listener, check, import_events
from service.offline import desk
from surveys.errors import FieldError, InvalidInput

commands = typer.Typer(no_args_is_help=True, help="Take over what other systems know.")
LONGEST_SOURCE = 64


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="import")


@commands.callback()
def group() -> None:
    """Take over what other systems know."""


@commands.command()
def events(
    file: Annotated[Path, typer.Argument(help="CSV with a header row, or JSON lines.")],
    source: Annotated[
        str, typer.Option(help="Scope of their ids; that of the key that posts the same events.")
    ] = "api",
    strict: Annotated[
        bool, typer.Option("--strict", help="Write nothing when a line is bad.")
    ] = False,
) -> None:
    """Import events. Bad lines are named and left out; a second run only finds duplicates."""
    _check_source(source)
    now = utc_now()
    if strict:
        check(file, now)
    size = file.stat().st_size if file.exists() else 0
    process.run(_import(file, size, source, now))


def _check_source(source: str) -> None:
    if not (source.isascii() and source.isprintable() and 1 <= len(source) <= LONGEST_SOURCE):
        raise InvalidInput(
            FieldError("source", f"write 1 to {LONGEST_SOURCE} letters, digits or signs")
        )


async def _import(file: Path, size: int, source: str, now: datetime) -> None:
    async with desk() as found:
        with progress.bar("importing", size) as advance:
            listener = Listener(lambda line: _complain(file, line), advance)
            told = await import_events(found.database, file, source, now, listener)
    typer.echo(
        f"{told.accepted} accepted, {told.duplicates} duplicates "
        f"({told.conflicts} of them with another content), {told.bad} bad lines"
    )
    if told.bad:
        raise typer.Exit(1)


def _complain(file: Path, line: Line) -> None:
    for error in line.errors:
        typer.echo(f"{file}:{line.number}: {error.field}: {error.message}", err=True)
