"""`afterword users create EMAIL`."""

from typing import Annotated

import typer

from service import process
from service.engine import utc_now
from service.logins import create_user
from service.offline import desk

commands = typer.Typer(no_args_is_help=True, help="People who may look at the dashboard.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="users")


@commands.command()
def create(
    email: Annotated[str, typer.Argument(help="The login.")],
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)],
) -> None:
    """Make a user; asks for the password."""

    async def main() -> None:
        async with desk():
            await create_user(email, password, utc_now())
            typer.echo(f"{email} may log in now")

    process.run(main())


@commands.callback()
def group() -> None:
    """People who may look at the dashboard."""
