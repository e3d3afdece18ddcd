"""`afterword import delighted [FILE]`."""

from collections.abc import AsyncIterator, Callable, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated

import typer

from service import process, progress
from service.clock import utc_now
from service.commands.imports import commands
from service.delighted import export_file
from service.delighted.moving import BATCH, Bad, Given, Met, Moved, Mover
from service.delighted.origin import Origin
from service.offline import Desk, desk
from surveys.catalogue import Catalogue
from surveys.errors import FieldError, InvalidInput

Found = Sequence[Given | Met | Bad]


def register(app: typer.Typer) -> None:
    """The group is registered with the other imports."""


@commands.command()
def delighted(
    survey: Annotated[str, typer.Option(help="The survey that the responses go to.")],
    file: Annotated[
        Path | None, typer.Argument(help="A CSV export of responses, or of people.")
    ] = None,
    api_key: Annotated[
        str | None,
        typer.Option(help="Read Delighted's API instead.", envvar="AFTERWORD_DELIGHTED_API_KEY"),
    ] = None,
    api_url: Annotated[
        str, typer.Option(help="Where that API is.", envvar="AFTERWORD_DELIGHTED_API_URL")
    ] = "https://api.delighted.com/v1",
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Read all of the API again, for what was changed.")
    ] = False,
) -> None:
    """Take over people and responses. A second run doubles nothing, and goes on where the first
    one ended."""
    if (file is None) == (api_key is None):
        raise InvalidInput(FieldError("FILE", "name a file, or --api-key; one of the two"))

    size = file.stat().st_size if file is not None and file.exists() else 0

    async def main() -> None:
        async with desk() as found:
            mover = await _mover(found, survey)
            if file is not None:
                moved = await _from_file(mover, file, size)
            else:
                async with Origin(api_url, api_key or "") as origin:
                    moved = await _from_api(mover, origin, from_start)
        _tell(moved)

    process.run(main())


def _tell(moved: Moved) -> None:
    typer.echo(
        f"{moved.responses} responses, {moved.known} that were there already, "
        f"{moved.people} people, {moved.bad} that cannot be used"
    )
    if moved.bad:
        raise typer.Exit(1)


async def _mover(found: Desk, key: str) -> Mover:
    published = await Catalogue(found.database).by_key(key)
    return Mover(found.database, found.keyring, published, utc_now())


async def _from_file(mover: Mover, path: Path, size: int) -> Moved:
    moved, rows = Moved(), export_file.read(path)
    with progress.bar("importing", size) as advance:
        while batch := list(islice(rows, BATCH)):
            _complain(await mover.take([one for _, one in batch], moved))
            advance(sum(length for length, _ in batch))
    return moved


async def _from_api(mover: Mover, origin: Origin, from_start: bool) -> Moved:
    """From the second of the newest response on that is here already."""
    moved = Moved()
    [row] = await mover.database.fetch("moving.newest", mover.survey.survey_id)
    newest = None if from_start else row["answered_at"]
    since = 0 if newest is None else int(newest) // 1_000_000
    with progress.bar("responses", await origin.count(since)) as advance:
        await _all(mover, origin.responses(since), moved, advance)
    with progress.bar("people", 0) as advance:
        await _all(mover, origin.people(), moved, advance)
    return moved


async def _all(
    mover: Mover, pages: AsyncIterator[Found], moved: Moved, advance: Callable[[int], None]
) -> None:
    async for found in pages:
        _complain(await mover.take(found, moved))
        advance(len(found))


def _complain(bad: Sequence[Bad]) -> None:
    for one in bad:
        typer.echo(f"{one.place}: {one.message}", err=True)
