"""`afterword hooks add SOURCE NAME`."""

from typing import Annotated

import typer

from service import process
from service.engine import utc_now
from service.offline import desk
from service.sources import sources
from surveys import hooks
from surveys.errors import FieldError, InvalidInput

commands = typer.Typer(no_args_is_help=True, help="Endpoints for foreign systems.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="hooks")


@commands.command()
def add(
    source: Annotated[str, typer.Argument(help="The kind of sender, such as generic.")],
    name: Annotated[str, typer.Argument(help="A name of your choice; part of the address.")],
    secret: Annotated[
        str, typer.Option(help="The sender's own secret, where the sender makes it.")
    ] = "",
) -> None:
    """Make an endpoint and show its signing secret, once."""
    if source not in sources():
        raise InvalidInput(FieldError("source", f"must be one of {', '.join(sources())}"))
    signing = sources()[source].checked_secret(secret) if secret else sources()[source].new_secret()

    async def main() -> None:
        async with desk() as found:
            await hooks.add(source, name, [signing], found.keyring, utc_now())
            typer.echo(f"{found.settings.base_url}/hooks/{source}/{name}\n{signing}")

    process.run(main())


@commands.callback()
def group() -> None:
    """Endpoints for foreign systems."""
