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
    """Make the rollups anew; scores stay exact meanwhile."""

    async def main() -> None:
        async with desk() as found:
            await rollups.rebuild(found.database)
            changes, sent = 0, 0
            while folded := await rollups.fold(found.database):
                changes += folded
            while folded := await rollups.fold_sent(found.database):
                sent += folded
            typer.echo(f"folded {changes} changes and {sent} invitations")

    process.run(main())


def version() -> None:
    """The installed version."""
    typer.echo(installed_version("afterword"))
