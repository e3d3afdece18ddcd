"""`afterword replay`: try again what was of no use when it came."""

from typing import Annotated

import typer

from service import process, progress
from service.clock import utc_now
from service.offline import desk
from service.replaying import Replayed
from service.replaying import replay as run_again
from surveys import quarantine
from surveys.errors import FieldError, InvalidInput, NotFound
from surveys.quarantine import PREFIX, Filter

MOST_REASONS = 10


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(replay)


def replay(
    one: Annotated[
        str, typer.Option("--quarantine", help="One delivery: qua_12, from /v1/quarantine.")
    ] = "",
    endpoint: Annotated[str, typer.Option(help="All of the endpoints of this name.")] = "",
    everything: Annotated[bool, typer.Option("--all", help="The whole quarantine.")] = False,
) -> None:
    """Read deliveries of the quarantine again. Those that can be used now become events."""
    if [bool(one), bool(endpoint), everything].count(True) != 1:
        raise InvalidInput(FieldError("replay", "say one of --quarantine, --endpoint and --all"))
    wanted = Filter(only=_number(one) if one else None, endpoint=endpoint or None)

    async def main() -> None:
        async with desk() as found:
            count = await quarantine.count(found.database, wanted)
            if one and not count:
                raise NotFound(f"there is no delivery {one} in the quarantine")
            with progress.bar("replaying", count) as advance:
                told = await run_again(found.database, wanted, utc_now(), advance)
            typer.echo(_summary(told))

    process.run(main())


def _number(public_id: str) -> int:
    number = public_id.removeprefix(PREFIX)
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise InvalidInput(FieldError("quarantine", "ids look like qua_12"))
    return int(number)


def _summary(told: Replayed) -> str:
    lines = [
        f"{told.accepted} events accepted, {told.duplicates} duplicates, "
        f"{told.without_event} deliveries without an event, {told.still_unusable} still unusable"
    ]
    for reason, count in told.reasons.most_common(MOST_REASONS):
        lines.append(f"  {count} x {reason}")
    return "\n".join(lines)
