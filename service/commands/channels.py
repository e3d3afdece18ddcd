"""`afterword channels check`: what stands between us and the providers."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

import typer

from notifiers.twilio.settings import TwilioSettings
from notifiers.twilio.templates import Unreachable, approvals
from service import process
from service.clock import utc_now
from service.offline import desk
from service.settings import read
from surveys import standings
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
    """Name each relay or account that is paused, and each WhatsApp template that is missing or not
    approved; exit 1 if there is any."""

    async def main() -> None:
        async with desk() as found:
            lanes = await standings.read(found.database)
            live = await Catalogue(found.database).live()
        troubles = [*filter(None, (one.trouble(utc_now()) for one in lanes.values()))]
        for trouble in troubles:
            typer.echo(f"trouble  {trouble}")
        templates_are_right = await _check_templates([one.definition for one in live])
        if troubles or not templates_are_right:
            raise typer.Exit(1)

    process.run(main())


async def _check_templates(live: Sequence[Definition]) -> bool:
    settings = read().channels.get("whatsapp")
    if settings is None or settings.off:
        typer.echo("off      whatsapp")
        return True
    try:
        known = await approvals(cast(TwilioSettings, settings))
    except Unreachable as error:
        typer.echo(f"wrong    {error}")
        return False
    wrong = [line for one in live for line in missing(one, known)]
    typer.echo("\n".join(wrong) or "ok       every WhatsApp template is there and approved")
    return not wrong


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
