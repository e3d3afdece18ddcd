"""`afterword webhooks add`, `list` and `remove`."""

import base64
import re
import secrets as chance
from typing import Annotated

import typer

from service import process, targets
from service.clock import utc_now
from service.offline import desk
from surveys import webhooks
from surveys.catalogue import Catalogue
from surveys.database import Row
from surveys.errors import FieldError, InvalidInput
from surveys.webhooks import Shape

commands = typer.Typer(no_args_is_help=True, help="Addresses that hear of answers.")
SHORTEST_SECRET = 16
STANDARD = re.compile(r"whsec_(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="webhooks")


@commands.command()
def add(
    url: Annotated[str, typer.Argument(help="https://host/path")],
    shape: Annotated[str, typer.Option(help="standard or delighted.")] = "standard",
    survey: Annotated[str, typer.Option(help="Of this survey only.")] = "",
    secret: Annotated[str, typer.Option(help="The receiver's own; it is made otherwise.")] = "",
) -> None:
    """Tell an address of answers from now on, and show its signing secret, once."""
    known = _shape(shape)
    signing = _checked(known, secret) if secret else _new_secret(known)

    async def main() -> None:
        async with desk() as found:
            targets.check(url, found.settings.base_url)
            database, key = found.database, survey
            one = (await Catalogue(database).by_key(key)).survey_id if key else None
            now = utc_now()
            number = await webhooks.add(database, found.keyring, url, known, one, signing, now)
            typer.echo(f"webhook {number}\n{signing}")

    process.run(main())


@commands.command("list")
def list_() -> None:
    """Every webhook, and what became of what it was told in the last month."""

    async def main() -> None:
        async with desk() as found:
            for row in await webhooks.listed(found.database):
                typer.echo(_line(row))

    process.run(main())


@commands.command()
def remove(number: Annotated[int, typer.Argument(help="As the list has it.")]) -> None:
    """Tell it nothing more."""

    async def main() -> None:
        async with desk() as found:
            await webhooks.remove(found.database, number)

    process.run(main())


def _line(row: Row) -> str:
    became = f"{row['delivered']} delivered, {row['waiting']} waiting, {row['failed']} given up"
    over = f", ended: {row['why_ended']}" if row["ended_at"] else ""
    trouble = f"; last trouble: {row['trouble']}" if row["trouble"] else ""
    whose = row["survey"] or "all surveys"
    return f"{row['id']} {row['url']} ({row['shape']}, {whose}): {became}{over}{trouble}"


def _shape(text: str) -> Shape:
    if text == "standard":
        return "standard"
    if text == "delighted":
        return "delighted"
    raise InvalidInput(FieldError("shape", "must be standard or delighted"))


def _new_secret(shape: Shape) -> str:
    found = chance.token_bytes(24)
    return f"whsec_{base64.b64encode(found).decode()}" if shape == "standard" else found.hex()


def _checked(shape: Shape, secret: str) -> str:
    if len(secret) < SHORTEST_SECRET:
        raise InvalidInput(FieldError("secret", f"has less than {SHORTEST_SECRET} characters"))
    if shape == "standard" and STANDARD.fullmatch(secret) is None:
        raise InvalidInput(FieldError("secret", "write whsec_ and base64, or leave it out"))
    return secret
