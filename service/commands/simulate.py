"""`afterword simulate`."""

import json
import sys
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

import notifiers
from service import process
from service.clock import utc_now
from service.commands.surveys import checked
from service.offline import Desk, desk
from service.questions_in import moment_of
from service.settings import read
from service.simulating import as_dict, rows
from surveys.definition import Definition
from surveys.simulation import count_events
from surveys.simulation.plan import Plan, plan_of
from surveys.simulation.shares import shares, simulate_shared
from surveys.simulation.tally import Tally

WORTH_SHARING = 20_000  # events; another process takes a second to start


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    survey: Annotated[Path, typer.Option(help="The survey's file, as you would publish it.")],
    start: Annotated[str, typer.Option("--from", help="A date or time; else all events.")] = "",
    end: Annotated[str, typer.Option("--to", help="Not included; else up to now.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
) -> None:
    """Who would have been asked if the survey had been like this? Changes nothing.

    The events of that time are decided about once more, each as of the moment when it came.
    """
    definition = checked(survey)

    async def main() -> None:
        async with desk() as found:
            plan = await _plan(found, definition, start, end)
            tally = await _run(found, plan)
        result = as_dict(plan, tally)
        if as_json:
            typer.echo(json.dumps(result, ensure_ascii=False))
            return
        _show(result)

    process.run(main())


async def _plan(found: Desk, definition: Definition, start: str, end: str) -> Plan:
    configuration, zone = read(), ZoneInfo(found.settings.timezone)
    on = [name for name, channel in configuration.channels.items() if not channel.off]
    reach = {name: notifiers.contact_field(name) for name in on}
    span = (
        moment_of("--from", start, zone) if start else None,
        moment_of("--to", end, zone) if end else utc_now(),
    )
    return await plan_of(found.database, definition, span, reach, found.settings.timezone)


async def _run(found: Desk, plan: Plan) -> Tally:
    count = await count_events(found.database, plan, sys.maxsize)
    secrets = (found.settings.database_url, found.settings.secret_key.get_secret_value())
    columns = (TextColumn("Simulating"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=count)
        return await simulate_shared(
            found.database,
            secrets,
            plan,
            shares() if count > WORTH_SHARING else 1,
            lambda done: bar.advance(task, done),
        )


def _show(result: dict[str, object]) -> None:
    table = Table("", "simulated", "really", "difference", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for name, numbers in rows(result):
        difference = f"{numbers['difference']:+,}" if numbers["difference"] else "0"
        table.add_row(name, f"{numbers['simulated']:,}", f"{numbers['real']:,}", difference)
    console = Console()
    console.print(f"{result['survey']}, {result['from']} to {result['to']}", highlight=False)
    console.print(table)
    console.print(result["note"], highlight=False)
