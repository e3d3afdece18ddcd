"""`afterword migrate`."""

import typer

from service import process
from service.settings import read
from surveys.opening import migrate as apply


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(migrate)


def migrate() -> None:
    """Bring the database's schema up to date."""
    url = read().settings.database_url

    async def main() -> None:
        applied = await apply(url)
        typer.echo("\n".join(f"applied {name}" for name in applied) or "nothing to do")

    process.run(main())
