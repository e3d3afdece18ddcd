"""`afterword hooks add`, `rotate`, `list` and `remove`."""

from typing import Annotated

import typer

from service import process
from service.clock import utc_now
from service.offline import desk
from service.senders import Sender, path_of, sender_named
from surveys import duration, hooks
from surveys.errors import FieldError, InvalidInput

commands = typer.Typer(no_args_is_help=True, help="Endpoints for foreign systems.")
SourceName = Annotated[str, typer.Argument(help="The kind of sender, such as generic.")]
Secret = Annotated[str, typer.Option(help="The sender's own secret, where the sender makes it.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="hooks")


@commands.command()
def add(
    source: SourceName,
    name: Annotated[str, typer.Argument(help="A name of your choice; part of the address.")],
    secret: Secret = "",
) -> None:
    """Make an endpoint and show its signing secret, once."""
    signing = _signing(sender_named(source), secret)

    async def main() -> None:
        async with desk() as found:
            await hooks.add(source, name, [signing], found.keyring, utc_now())
            typer.echo(f"{found.settings.base_url}{path_of(source, name)}\n{signing}")

    process.run(main())


@commands.command()
def rotate(
    source: SourceName,
    name: Annotated[str, typer.Argument(help="The endpoint.")],
    secret: Secret = "",
    old_valid_for: Annotated[
        str, typer.Option(help="How long the old secret is still accepted: 30m, 24h, 7d, 0s.")
    ] = "24h",
) -> None:
    """Give an endpoint a new secret and show it, once; the old one stays valid for a while."""
    signing = _signing(sender_named(source), secret)
    try:
        grace = duration.parse(old_valid_for)
    except ValueError as error:
        raise InvalidInput(FieldError("old-valid-for", str(error))) from error

    async def main() -> None:
        async with desk() as found:
            await hooks.rotate(source, name, signing, grace, found.keyring, utc_now())
            typer.echo(signing)

    process.run(main())


@commands.command("list")
def list_all() -> None:
    """Every endpoint, without its secrets."""

    async def main() -> None:
        async with desk() as found:
            for one in await hooks.every(found.keyring, utc_now()):
                old = f"old secret until {one.old_until:%Y-%m-%d %H:%M}" if one.old_until else ""
                url = f"{found.settings.base_url}{path_of(one.source, one.name)}"
                typer.echo(f"{one.source}\t{one.name}\t{url}\t{old}".rstrip())

    process.run(main())


@commands.command()
def remove(source: SourceName, name: Annotated[str, typer.Argument(help="The endpoint.")]) -> None:
    """End an endpoint at once; its events and its quarantine stay."""

    async def main() -> None:
        async with desk():
            await hooks.remove(source, name)
            typer.echo("removed")

    process.run(main())


@commands.callback()
def group() -> None:
    """Endpoints for foreign systems."""


def _signing(source: Sender, secret: str) -> str:
    return source.checked_secret(secret) if secret else source.new_secret()
