"""`afterword check`: is everything set, reachable and up to date?"""

import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

import notifiers
from service import advice, process, text_messages
from service.clock import utc_now
from service.settings import Configuration, WrongSettings, read
from surveys import installation
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.definition import Definition
from surveys.errors import AfterwordError
from surveys.keyring import Keyring
from surveys.opening import open_database, pending, sqlite_path


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)


def check() -> None:
    """Name every missing or wrong setting and say which channels are on; exit 1 if any is wrong."""
    try:
        configuration = read()
    except WrongSettings as error:
        _end(error.problems)
    _tell(configuration)
    problems: list[str] = []

    async def look() -> None:
        try:
            problems.extend(await _problems(configuration))
        except (AfterwordError, OSError) as error:
            problems.append(str(error))

    process.run(look())
    if problems:
        _end(problems)
    typer.echo("ok       nothing is wrong")


def _end(problems: Sequence[str]) -> NoReturn:
    for problem in problems:
        typer.echo(f"wrong    {problem}")
    sys.exit(1)


def _tell(configuration: Configuration) -> None:
    """What the settings alone say."""
    typer.echo(f"links    {configuration.settings.base_url}")
    for name, channel in configuration.channels.items():
        reaches = notifiers.contact_field(name)
        typer.echo(f"{'off' if channel.off else 'on':8} {name} (needs the contact's {reaches})")
    if all(channel.off for channel in configuration.channels.values()):
        typer.echo("note     every channel is off: nothing can be sent")
    for record in advice.records(configuration):
        typer.echo(f"dkim     {record}")


async def _problems(configuration: Configuration) -> Sequence[str]:
    """What is wrong with the database; notes about what is in it are told."""
    settings = configuration.settings
    path = sqlite_path(settings.database_url)
    if path and not path.exists():
        typer.echo(f"note     {path} is made at the first start")
        return []
    if missing := await pending(settings.database_url):
        return [f"the database lacks {', '.join(missing)}: run `afterword migrate`"]
    database: Database = await open_database(settings.database_url)
    try:
        keyring = Keyring(settings.secret_key.get_secret_value())
        await installation.check(database, keyring, utc_now())
        catalogue = Catalogue(database)
        _advise(configuration, [published.definition for published in await catalogue.live()])
        return await catalogue.unreadable()
    finally:
        await database.close()


def _advise(configuration: Configuration, definitions: Sequence[Definition]) -> None:
    for sentence in advice.about(configuration, definitions):
        typer.echo(f"note     {sentence}")
    for definition in definitions:
        for one in text_messages.of(definition, configuration.settings.base_url):
            typer.echo(f"text     {definition.key} {one}")
