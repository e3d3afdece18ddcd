"""`afterword channels check`: what the providers do not know yet."""

from collections.abc import Iterator, Mapping
from typing import cast

import typer

from notifiers.twilio.settings import TwilioSettings
from notifiers.twilio.templates import Unreachable, approvals
from service import process
from service.offline import desk
from service.settings import read
from surveys.catalogue import Catalogue
from surveys.definition import Definition

commands = typer.Typer(no_args_is_help=True, help="The ways to reach customers.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.add_typer(commands, name="channels")


@commands.callback()
def channels() -> None:
    """Keeps `check` a command of its own."""


@commands.command()
def check() -> None:
    """Name each WhatsApp template that is missing or not approved; exit 1 if there is any."""
    settings = read().channels.get("whatsapp")
    if settings is None or settings.off:
        typer.echo("off      whatsapp")
        return

    async def main() -> None:
        async with desk() as found:
            live = await Catalogue(found.database).live()
        try:
            known = await approvals(cast(TwilioSettings, settings))
        except Unreachable as error:
            typer.echo(f"wrong    {error}")
            raise typer.Exit(1) from error
        wrong = [line for one in live for line in missing(one.definition, known)]
        typer.echo("\n".join(wrong) or "ok       every WhatsApp template is there and approved")
        if wrong:
            raise typer.Exit(1)

    process.run(main())


def missing(definition: Definition, known: Mapping[str, str]) -> Iterator[str]:
    """A line for each language in which WhatsApp would refuse to begin a conversation."""
    if "whatsapp" not in definition.channels:
        return
    for language, texts in definition.texts.items():
        name, template = f"{definition.key} {language}", texts.whatsapp_template
        if template is None:
            yield f"missing  {name}: has no whatsapp_template"
        elif template.content_sid not in known:
            yield f"missing  {name}: Twilio does not know {template.content_sid}"
        elif known[template.content_sid] != "approved":
            yield f"waiting  {name}: {template.content_sid} is {known[template.content_sid]}"
