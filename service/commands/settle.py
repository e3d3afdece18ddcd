"""`afterword settle`: judge clicks again by today's rules."""

from typing import Annotated

import typer

from service import process, progress
from service.clock import utc_now
from service.offline import desk
from service.questions_in import moment_of
from surveys.catalogue import Catalogue
from surveys.resettling import Resettled, Resettling


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(settle)


def settle(
    since: Annotated[
        str, typer.Option(help="A date or time, 30 days ago at most: the clicks since then.")
    ],
) -> None:
    """Judge one-click answers again by today's rules. What was sent with the button stays."""

    async def main() -> None:
        async with desk() as found:
            again = Resettling(
                database=found.database,
                catalogue=Catalogue(found.database),
                since=moment_of("--since", since, found.settings.zone),
                now=utc_now(),
                settle_seconds=found.settings.settle_seconds,
            )
            again.check()
            with progress.bar("settling", await again.count()) as advance:
                told = await again.run(advance)
            typer.echo(_summary(told))

    process.run(main())


def _summary(told: Resettled) -> str:
    lines = [f"{told.links} links looked at, {told.clicks} clicks graded anew"]
    for (survey, word), count in sorted(told.answers.items()):
        lines.append(f"  {survey}: {count} answers {word}")
    return "\n".join([*lines, *([] if told.answers else ["  no answer has changed"])])
