"""`afterword surveys apply FILE...` and `afterword surveys list`."""

from pathlib import Path
from typing import Annotated

import typer

from service import process, publishing
from service.engine import utc_now
from service.offline import desk
from surveys import survey_file
from surveys.catalogue import Catalogue, publish
from surveys.definition import Definition
from surveys.errors import FieldError, InvalidInput

commands = typer.Typer(no_args_is_help=True, help="Publish and list surveys.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="surveys")


@commands.command()
def apply(files: Annotated[list[Path], typer.Argument(help="YAML or JSON files.")]) -> None:
    """Publish survey files. All of them are checked before the first is published."""
    definitions = [checked(path) for path in files]

    async def main() -> None:
        async with desk() as found:
            for definition in definitions:
                published, new = await publish(found.database, definition, utc_now())
                state = "published" if new else "unchanged"
                typer.echo(f"{definition.key}: version {published.version}, {state}")

    process.run(main())


@commands.command("list")
def list_all() -> None:
    """Every survey with its live version."""

    async def main() -> None:
        async with desk() as found:
            catalogue = Catalogue(found.database)
            for one in await catalogue.live():
                definition = one.definition
                typer.echo(
                    f"{definition.key}\t{definition.kind}\tversion {one.version}\t{definition.name}"
                )
            for sentence in await catalogue.unreadable():
                typer.echo(sentence, err=True)

    process.run(main())


def checked(path: Path) -> Definition:
    """The definition in a file; InvalidInput names the file with each wrong field."""
    try:
        definition = survey_file.read(path)
        publishing.check(definition)
    except InvalidInput as error:
        raise InvalidInput(*(_in_file(path, one) for one in error.errors)) from error
    return definition


def _in_file(path: Path, error: FieldError) -> FieldError:
    whole = error.field == str(path)
    return error if whole else FieldError(f"{path}: {error.field}", error.message)
