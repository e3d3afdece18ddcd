"""postfix's test programs: smtp-sink, which takes every mail, and smtp-source, the fastest sender
that there is. And what most programs in Python do instead.
"""

import asyncio
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

import uvloop
from aiosmtplib import SMTP

from bench.running import free_port
from service.asked import Asked
from service.render import message

CONNECTIONS = 10
BODY_OCTETS = 7500


@contextmanager
def sink() -> Iterator[int]:
    """A relay on this port."""
    port = free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([_program("smtp-sink"), *user, f"127.0.0.1:{port}", "1000"])
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def source(port: int, count: int) -> float:
    """Mails a second of smtp-source over kept connections."""
    options = ["-d", "-s", str(CONNECTIONS), "-l", str(BODY_OCTETS), "-m", str(count)]
    began = time.perf_counter()
    subprocess.run([_program("smtp-source"), *options, f"127.0.0.1:{port}"], check=True)
    return count / (time.perf_counter() - began)


def stock(port: int, count: int, asked: Asked) -> float:
    """Mails a second of Jinja, EmailMessage and aiosmtplib."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return count / runner.run(_stock(port, count, asked))


async def _stock(port: int, count: int, asked: Asked) -> float:
    numbers = iter(range(count))
    clients = [SMTP(hostname="127.0.0.1", port=port, start_tls=False) for _ in range(CONNECTIONS)]
    for client in clients:
        await client.connect()
    began = time.perf_counter()
    await asyncio.gather(*(_send_all(client, numbers, asked) for client in clients))
    took = time.perf_counter() - began
    for client in clients:
        await client.quit()
    return took


async def _send_all(client: SMTP, numbers: Iterator[int], asked: Asked) -> None:
    for number in numbers:
        await client.send_message(_mail(number, asked))


def _mail(number: int, asked: Asked) -> EmailMessage:
    rendered, mail = message("email", asked), EmailMessage()
    mail["From"], mail["To"] = "shop@example.com", f"customer-{number:07d}@example.com"
    mail["Subject"] = rendered.subject
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail["List-Unsubscribe"] = f"<{asked.unsubscribe_url}>"
    mail.set_content(str(rendered.text))
    mail.add_alternative(str(rendered.html), subtype="html")
    return mail


def _program(name: str) -> str:
    found = shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise SystemExit(f"{name} is not on the PATH: install postfix")
    return found


def _wait(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)
        else:
            return
