"""`afterword users`: who may log in."""

from typing import Annotated

import typer

from service import process
from service.clock import utc_now
from service.logins import create_user, every_user, let_publish, remove_user, set_password
from service.offline import desk

Password = Annotated[
    str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True, help="Asked for.")
]
Email = Annotated[str, typer.Argument(help="The login.")]

commands = typer.Typer(no_args_is_help=True, help="People who may look at the dashboard.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="users")


@commands.command()
def create(
    email: Email,
    password: Password,
) -> None:
    """Make a user; asks for the password."""

    async def main() -> None:
        async with desk():
            await create_user(email, password, utc_now())
            typer.echo(f"{email} may log in now")

    process.run(main())


@commands.command("list")
def list_all() -> None:
    """Everybody who may log in."""

    async def main() -> None:
        async with desk():
            for user in await every_user():
                typer.echo(f"{user.email}\tmay publish" if user.may_publish else user.email)

    process.run(main())


@commands.command("password")
def change_password(email: Email, password: Password) -> None:
    """Give a user another password; ends every session of theirs."""

    async def main() -> None:
        async with desk():
            await set_password(email, password)
            typer.echo(f"{email} has a new password and must log in again")

    process.run(main())


@commands.command()
def allow(email: Email) -> None:
    """Let a user publish surveys on the page /surveys."""
    process.run(_let_publish(email, True))


@commands.command()
def deny(email: Email) -> None:
    """Let a user look, and publish no more."""
    process.run(_let_publish(email, False))


async def _let_publish(email: str, allowed: bool) -> None:
    async with desk():
        await let_publish(email, allowed)
        typer.echo(f"{email} may {'publish surveys' if allowed else 'only look'} now")


@commands.command()
def remove(email: Email) -> None:
    """Let a user in no more, at once."""

    async def main() -> None:
        async with desk():
            await remove_user(email)
            typer.echo(f"{email} may log in no more")

    process.run(main())


@commands.callback()
def group() -> None:
    """People who may look at the dashboard."""
