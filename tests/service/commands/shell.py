"""The `afterword` command as an operator uses it: arguments, environment, output, exit code."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from tests.storm.program import Program

SECRET = "an operator's secret key, 32 bytes"
_numbers = count(1)


@dataclass(frozen=True)
class Output:
    """What a command said, on both of its streams, and how it ended."""

    code: int
    text: str


@dataclass
class Shell:
    """A folder and an environment to run commands in."""

    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    async def run(self, *arguments: str, **environment: str) -> Output:
        """Run a command to its end; `environment` is added, in lower case without the prefix."""
        program = self._program(*arguments, **environment)
        program.start()
        code = await program.ended()
        return Output(code, program.output())

    async def told(self, *arguments: str) -> str:
        """What a command says that must succeed."""
        output = await self.run(*arguments)
        assert output.code == 0, output
        return output.text.strip()

    @asynccontextmanager
    async def running(self, *arguments: str) -> AsyncIterator["Running"]:
        """A command that goes on until the end of the block."""
        program = self._program(*arguments)
        program.start()
        try:
            assert await program.ready(), program.output()
            yield Running(program)
        finally:
            program.signal(signal.SIGTERM)
            await program.ended()

    def _program(self, *arguments: str, **environment: str) -> Program:
        more = {f"AFTERWORD_{name.upper()}": text for name, text in environment.items()}
        found = {"PATH": os.environ["PATH"], **self.environment, **more}
        log = self.folder / f"{next(_numbers)}-{arguments[0]}.log"
        return Program(arguments, found, log)


@dataclass(frozen=True)
class Running:
    """A server or a worker."""

    program: Program

    @property
    def url(self) -> str:
        """Where it listens."""
        lines = [json.loads(one) for one in self.program.output().splitlines() if one[:1] == "{"]
        port = next(one["port"] for one in lines if one["event"] == "web.ready")
        return f"http://127.0.0.1:{port}"

    async def stop(self) -> int:
        """SIGTERM; its exit code."""
        self.program.signal(signal.SIGTERM)
        return await asyncio.wait_for(self.program.ended(), 20)
