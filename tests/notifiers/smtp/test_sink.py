"""Against postfix's own test server, which others have made."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from notifiers.channel import Channel
from notifiers.email import Settings, open_channel
from notifiers.errors import OutcomeUnknown, Refused, TryLater
from tests.needs import program
from tests.notifiers.conftest import NOON

OpenSink = Callable[..., Awaitable[Channel]]


@pytest.fixture
async def open_sink() -> AsyncIterator[OpenSink]:
    """Starts smtp-sink with options and opens the e-mail channel to it."""
    async with AsyncExitStack() as stack:

        async def start(*options: str) -> Channel:
            port = await stack.enter_async_context(_sink(*options))
            url = f"smtp://127.0.0.1:{port}?connections=3"
            channel = open_channel(Settings(smtp_url=url, mail_from="a@acme.com"), lambda: NOON)
            stack.push_async_callback(channel.close)
            return channel

        yield start


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that nobody, as whom smtp-sink may run, may write to; pytest's own is closed."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.iterdir()]


@asynccontextmanager
async def _sink(*options: str) -> AsyncIterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    command = [program("smtp-sink"), *user, *options, f"127.0.0.1:{port}", "100"]
    process = await asyncio.create_subprocess_exec(*command)
    try:
        async with asyncio.timeout(10):
            while not await _listens(port):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        yield port
    finally:
        process.terminate()
        await process.wait()


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionError:
        return False
    writer.close()
    return True


@pytest.mark.parametrize("options", [[], ["-p"]], ids=["pipelining", "in turn"])
async def test_it_takes_every_mail_as_it_was(
    open_sink, survey, public: Path, options: list[str]
) -> None:
    channel = await open_sink(*options, "-d", str(public / "%M."))
    mails = [replace(survey, text=f".{n}\n.\n" * n, reference=f"m-{n}") for n in range(30)]
    await asyncio.gather(*(channel.send(mail) for mail in mails))
    found = contents(public)
    assert len(found) == 30
    for number in range(30):
        [mail] = [one for one in found if b"Message-ID: <m-%d@acme.com>" % number in one]
        assert mail.count(b"\n.%d\n" % number) == number


@pytest.mark.parametrize(
    ("options", "kind", "code"),
    [
        (["-r", "MAIL"], TryLater, "450"),
        (["-f", "MAIL"], TryLater, "500"),
        (["-r", "RCPT"], TryLater, "450"),
        (["-f", "RCPT"], Refused, "500"),
        (["-r", "DATA"], TryLater, "450"),
        (["-f", "DATA"], Refused, "500"),
        (["-r", "."], TryLater, "450"),
        (["-f", "."], Refused, "500"),
        (["-q", "MAIL"], TryLater, ""),
        (["-q", "RCPT"], TryLater, ""),
        (["-q", "DATA"], TryLater, ""),
        (["-q", "."], OutcomeUnknown, ""),
        (["-p", "-q", "MAIL"], TryLater, ""),
        (["-p", "-q", "RCPT"], TryLater, ""),
        (["-p", "-q", "DATA"], TryLater, ""),
        (["-p", "-q", "."], OutcomeUnknown, ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
async def test_it_tells_later_from_never_from_unknown(
    open_sink, survey, options: list[str], kind, code: str
) -> None:
    channel = await open_sink(*options)
    for _ in range(2):
        with pytest.raises(kind) as caught:
            await channel.send(survey)
        assert caught.value.code == code
