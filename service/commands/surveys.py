"""`afterword surveys apply FILE...`, `diff FILE...`, `list`, `schema` and `tag KEY`."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from service import process, progress, publishing, text_messages
from service.clock import utc_now
from service.offline import desk
from service.settings import read
from surveys import survey_file
from surveys.catalogue import Catalogue, publish
from surveys.definition import Definition
from surveys.difference import difference
from surveys.retagging import Retagging
from surveys.schema import file_schema

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
                for one in text_messages.of(definition, found.settings.base_url):
                    typer.echo(f"  {one}")

    process.run(main())


@commands.command()
def diff(files: Annotated[list[Path], typer.Argument(help="YAML or JSON files.")]) -> None:
    """Show what `apply` would change. Ends with 1 when it would change something."""
    definitions = [checked(path) for path in files]

    async def main() -> None:
        async with desk() as found:
            live = {one.definition.key: one for one in await Catalogue(found.database).live()}
        lines = [line for one in definitions for line in difference(live.get(one.key), one)]
        typer.echo("\n".join(lines) or "nothing would change")
        if lines:
            raise typer.Exit(1)

    process.run(main())


@commands.command()
def schema() -> None:
    """Print the JSON Schema of survey files, for editors."""
    typer.echo(json.dumps(file_schema(), indent=2, ensure_ascii=False))


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


@commands.command()
def tag(key: Annotated[str, typer.Argument(help="The survey's key.")]) -> None:
    """Let a survey's rules for tags go over all of its comments; what was done by hand stays."""

    async def main() -> None:
        async with desk() as found:
            survey = await Catalogue(found.database).by_key(key)
            again = Retagging(found.database, survey, utc_now())
            with progress.bar("tagging", await again.count()) as advance:
                done = await again.run(advance)
        typer.echo(f"{done} comments read")

    process.run(main())


def checked(path: Path) -> Definition:
    """The definition in a file; InvalidInput names the file and line of each wrong field."""
    origins = read().settings.link_origins
    return survey_file.read(path, partial(publishing.check, link_origins=origins))
