"""The lines in docs/sources.md, run as they stand there."""

import asyncio
import json
import os
import re
from datetime import UTC, datetime

import pytest

from service.sources import sources
from surveys import hooks
from tests.needs import program
from tests.service.house import House
from tests.test_docs import page

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G"
TEXT = page("docs/sources.md")
BLOCK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
PARTS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", TEXT, re.MULTILINE | re.DOTALL))


def script(source: str) -> str:
    """What a reader types: the lines before all sources, then those of one."""
    [first] = [block for block in BLOCK.findall(TEXT) if block.startswith("URL=")]
    [own] = BLOCK.findall(PARTS[source])
    return re.sub("^URL=.*\n", "", first) + own.replace("curl ", "curl --silent --show-error ")


async def run(text: str, url: str) -> dict[str, str]:
    """What the service answers to a script."""
    process = await asyncio.create_subprocess_exec(
        "sh", "-euc", text,
        env={"PATH": os.environ["PATH"], "URL": url, "SECRET": SECRET},
        stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, _ = await process.communicate()
    found: dict[str, str] = json.loads(said)
    return found


def test_every_source_has_its_part() -> None:
    assert set(PARTS) == set(sources())


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_every_line_makes_an_event_and_then_a_duplicate(house: House) -> None:
    for name in ("curl", "openssl"):
        program(name)
    house.clock.now = datetime.now(UTC)
    for source in sorted(sources()):
        await hooks.add(source, "main", [SECRET], house.engine.keyring, house.clock())
        first = await run(script(source), house.url)
        assert first.get("status") == "accepted", (source, first)
        again = await run(script(source), house.url)
        if source not in ("github", "intercom"):  # their lines hold the time, and it passes
            assert again == {"event": first["event"], "status": "duplicate"}, source
