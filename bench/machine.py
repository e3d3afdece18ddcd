"""What the figures were measured on, and how much of it was somebody else's at the time."""

import os
import platform
import sqlite3
import time
from importlib.metadata import version
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
LIBRARIES = ("starlette", "uvicorn", "uvloop", "httptools", "pydantic", "asyncpg", "tortoise-orm")


def machine() -> str:
    """Cores, processor and memory."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    return f"{os.cpu_count()} cores of {_processor()}, {memory:.0f} GB, {platform.system()}"


def versions(postgres: str) -> str:
    """What ran, by name."""
    found = [f"Python {platform.python_version()}", f"SQLite {sqlite3.sqlite_version}"]
    found += [f"PostgreSQL {postgres}"] if postgres else []
    return ", ".join(found + [f"{name} {version(name)}" for name in LIBRARIES])


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used so far, in all of its threads."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def resident_mb(pid: int) -> float:
    """Resident memory of a process now, in units of 10**6 bytes."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


class Watch:
    """How busy the machine was from now on."""

    def __init__(self) -> None:
        self._began, self._busy = time.monotonic(), _busy_seconds()

    def cores(self) -> float:
        """Cores in use on average, whoever used them."""
        return (_busy_seconds() - self._busy) / (time.monotonic() - self._began)


def _busy_seconds() -> float:
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n")[0].split()[1:9]]
    return (sum(fields) - fields[3] - fields[4]) / TICKS


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
