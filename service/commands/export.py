"""`afterword export LIST -o FILE`: every list of the API, with its parameters as options."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any, BinaryIO

import typer

from service import process, progress
from service.exporting import WHOLE, Export
from service.lists import Listing, listings
from service.offline import desk
from service.tables import CSV, FORMS, Form
from surveys.catalogue import Catalogue
from surveys.errors import FieldError, InvalidInput

commands = typer.Typer(no_args_is_help=True, help="Write lists into files.")
OUT = Annotated[Path | None, typer.Option("-o", help="The file; else standard output.")]
FORMAT = Annotated[
    str, typer.Option("--format", help=f"{', '.join(FORMS)}; else by the file's ending, or csv.")
]


def register(app: typer.Typer) -> None:
    """Add a command for each list."""
    for name, listing in listings().items():
        commands.command(name, help=listing.what)(_command(listing))
    app.add_typer(commands, name="export")


@commands.callback()
def group() -> None:
    """Write lists into files: the same entries as the API gives, newest first."""


def _command(listing: Listing[Any]) -> Callable[..., None]:
    def export(out: Path | None, form: str, **query: str) -> None:
        asked = {name.rstrip("_"): text for name, text in query.items() if text}
        process.run(_export(listing, asked, out, _form(out, form)))

    options = [("out", OUT, None), ("form", FORMAT, "")]
    for one in listing.parameters:
        if one.name != "cursor":
            name = f"--{one.name.replace('_', '-')}"
            options.append((f"{one.name}_", Annotated[str, typer.Option(name, help=one.what)], ""))
    export.__signature__ = Signature(  # type: ignore[attr-defined]  # what typer reads
        [
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
            for name, kind, default in options
        ]
    )
    return export


async def _export(
    listing: Listing[Any], query: dict[str, str], out: Path | None, form: Form
) -> None:
    async with desk() as found:
        wanted = await listing.wanted(query, Catalogue(found.database), found.settings.zone)
        with _opened(out) as file, progress.bar(listing.name, WHOLE) as done:
            export = Export(found.database, listing, done)
            await export.run(wanted, form, file)
    typer.echo(f"{export.written} {listing.name} written", err=True)


def _form(out: Path | None, name: str) -> Form:
    """What is asked for by name or by the file's ending; InvalidInput when that is none."""
    name = name or (CSV.ending if out is None else out.suffix.removeprefix("."))
    if name not in FORMS:
        known = ", ".join(FORMS)
        raise InvalidInput(FieldError("-o", f"ends in none of {known}; add --format with one"))
    return FORMS[name]


def _private(part: Path) -> BinaryIO:
    """A new file: one that is there already may be for others to read, or be a link."""
    part.unlink(missing_ok=True)
    how = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
    return os.fdopen(os.open(part, how, 0o600), "wb")


@contextmanager
def _opened(out: Path | None) -> Iterator[BinaryIO]:
    """The file has its name when it is whole, and is its owner's alone: it is about people."""
    if out is None:
        yield sys.stdout.buffer
        return
    if out.exists() and not out.is_file():
        raise InvalidInput(FieldError("-o", "is no file; name another, or leave it out"))
    part = out.with_name(f"{out.name}.part")
    try:
        with _private(part) as file:
            yield file
        part.replace(out)
    except OSError as error:
        raise InvalidInput(FieldError("-o", f"cannot be written: {error}")) from error
    finally:
        part.unlink(missing_ok=True)
