"""`afterword keys create`, `list` and `revoke`."""

from typing import Annotated

import typer

from service import process
from service.auth import SCOPES, create_key
from service.clock import utc_now
from service.offline import desk
from surveys.errors import NotFound
from surveys.models.access import ApiKey

commands = typer.Typer(no_args_is_help=True, help="API keys.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="keys")


@commands.command()
def create(
    scope: Annotated[list[str], typer.Option(help=f"One or more of {', '.join(SCOPES)}.")],
    name: Annotated[str, typer.Option(help="What the key is for.")] = "key",
    source: Annotated[
        str, typer.Option(help="Scope of event ids; keys of one backend share it.")
    ] = "api",
) -> None:
    """Make a key. It is shown once."""

    async def main() -> None:
        async with desk():
            typer.echo(await create_key(name, scope, source, utc_now()))

    process.run(main())


@commands.command("list")
def list_all() -> None:
    """Every key, by its first characters."""

    async def main() -> None:
        async with desk():
            for key in await ApiKey.all().order_by("id"):
                state = "revoked" if key.revoked_at else "live"
                used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never used"
                typer.echo(
                    f"{key.prefix}...\t{state}\t{','.join(key.scopes)}\t{key.source}\t{used}\t{key.name}"
                )

    process.run(main())


@commands.command()
def revoke(
    prefix: Annotated[str, typer.Argument(help="The first characters, as `list` shows.")],
) -> None:
    """End a key; it stops working within ten seconds."""

    async def main() -> None:
        async with desk():
            if not await ApiKey.filter(prefix=prefix.rstrip("."), revoked_at=None).update(
                revoked_at=utc_now()
            ):
                raise NotFound(f"there is no live key that begins with {prefix!r}")
            typer.echo("revoked")

    process.run(main())
