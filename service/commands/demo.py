"""`afterword demo`: everything in one process, with sample surveys and history, and an inbox."""

import json
import socket
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

from service import logs, process, serving
from service.demo import stage
from service.demo.inbox import Inbox
from service.demo.inbox_page import inbox_route, reply_route
from service.demo.stage import Credentials
from service.engine import Engine

CURL = """curl {url}/v1/events \\
  -H 'Authorization: Bearer {key}' -H 'Content-Type: application/json' \\
  -d '{{"id": "order-1", "type": "purchase.completed",
       "customer": {{"id": "c-1", "email": "you@example.com", "name": "Ani", "locale": "en"}},
       "properties": {{"store": "Jakarta", "product_line": "beans"}}}}'"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8000,
    data: Annotated[Path, typer.Option(help="Folder for the demo's files.")] = Path("var/demo"),
    fresh: Annotated[bool, typer.Option("--fresh", help="Start over.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON line when ready.")
    ] = False,
) -> None:
    """Run the whole product with a local inbox, sample surveys and some months of history."""
    logs.configure("warning")
    data.mkdir(parents=True, exist_ok=True)
    if fresh:
        stage.empty(data)
    process.run(_run(serving.Where(host, port or _free_port(host)), data, as_json))


async def _run(where: serving.Where, folder: Path, as_json: bool) -> None:
    shown = "127.0.0.1" if where.host in ("0.0.0.0", "::") else where.host
    url = f"http://{shown}:{where.port}"
    inbox = Inbox()
    async with AsyncExitStack() as stack:
        smtp_url, twilio_url = await stage.open_stage(stack, inbox)
        secret = stage.secret_key(folder)
        configuration = stage.configure(folder, url, secret, smtp_url, twilio_url)
        told: list[Credentials] = []

        async def prepared(engine: Engine) -> None:
            console = Console(stderr=True, quiet=as_json)
            columns = (TextColumn("Writing sample history"), BarColumn(), TaskProgressColumn())
            with Progress(*columns, console=console, transient=True) as bar:
                task = bar.add_task("history", total=1.0)
                told.append(
                    await stage.play(
                        engine, folder, lambda share: bar.update(task, completed=share)
                    )
                )

        await serving.serve(
            configuration,
            where,
            with_worker=True,
            extra=[inbox_route(inbox), reply_route(inbox, partial(stage.write_back, url))],
            prepared=prepared,
            ready=lambda engine, port: _tell(url, told[0], as_json),
        )


def _tell(url: str, made: Credentials, as_json: bool) -> None:
    if as_json:
        login = {"url": f"{url}/login", "email": made.email, "password": made.password}
        found = {"url": url, "api_key": made.api_key, "inbox_url": f"{url}/inbox", "login": login}
        print(json.dumps(found), flush=True)
        return
    lines = (
        "",
        f"  Dashboard   {url}/   log in as {made.email} with {made.password}",
        f"  Inbox       {url}/inbox   every mail, SMS and WhatsApp message arrives here",
        f"  API key     {made.api_key}",
        "",
        "Post an event, then open the inbox and click a score:",
        "",
        CURL.format(url=url, key=made.api_key),
        "",
        "Ctrl-C ends it.",
    )
    print("\n".join(lines), flush=True)


def _free_port(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return int(listener.getsockname()[1])
