"""`afterword rebuild`."""

from collections.abc import Sequence

import typer

from service import process
from service.offline import desk
from surveys import rollups
from surveys.recount import Difference, differences


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(rebuild)


def rebuild() -> None:
    """Make the rollups anew, and hold them against a count of the responses before and after.

    Scores stay exact meanwhile. Ends with 1 if the rollups disagree with the count even then.
    """

    async def main() -> None:
        async with desk() as found:
            _tell(
                "the rollups disagreed with a count of the responses",
                await differences(found.database),
            )
            await rollups.rebuild(found.database)
            changes, sent = 0, 0
            while folded := await rollups.fold(found.database):
                changes += folded
            while folded := await rollups.fold_sent(found.database):
                sent += folded
            typer.echo(f"folded {changes} changes and {sent} invitations")
            if wrong := await differences(found.database):
                _tell("they still disagree with a count of the responses", wrong)
                raise typer.Exit(1)

    process.run(main())


def _tell(what: str, found: Sequence[Difference]) -> None:
    if found:
        lines = [f"  survey {s}, score {score}: {told}, not {n}" for s, score, told, n in found]
        typer.echo("\n".join([f"{what}:", *lines]))
