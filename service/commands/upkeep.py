"""`afterword rebuild` and `afterword version`."""

from importlib.metadata import version as installed_version

import typer

from service import process
from service.offline import desk
from surveys import rollups


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(rebuild)
    app.command()(version)


def rebuild() -> None:
    """Make the rollups anew from the ledger; scores stay exact meanwhile."""

    async def main() -> None:
        async with desk() as found:
            await rollups.rebuild(found.database)
            done = 0
            while folded := await rollups.fold(found.database):
                done += folded
            typer.echo(f"folded {done} changes")

    process.run(main())


def version() -> None:
    """The installed version."""
    typer.echo(installed_version("afterword"))
