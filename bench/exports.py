"""All responses in a file, in each form: how much memory that takes, and how long."""

import os
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.bulk import fill
from bench.deployment import on_sqlite
from bench.running import AFTERWORD
from bench.scores import YEAR
from bench.table import Line
from service.tables import FORMS
from surveys.instant import to_micros
from surveys.opening import sqlite_path


def measure(folder: Path, sizes: Sequence[int]) -> list[Line]:
    """One line for each number of responses and each form."""
    return [line for size in sizes for line in _measure(folder / f"exports-{size}", size)]


def _measure(folder: Path, size: int) -> list[Line]:
    deployment, began = on_sqlite(folder), time.monotonic()
    path = sqlite_path(deployment.database_url)
    if path is None:
        raise RuntimeError("the responses are made on SQLite")
    fill(path, size, to_micros(YEAR.start), to_micros(YEAR.end))
    print(f"    {size:,} responses made in {time.monotonic() - began:.0f} s", flush=True)
    lines = [_line(deployment.settings, folder / f"all.{form}", size) for form in FORMS]
    path.unlink()
    return lines


def _line(settings: Mapping[str, str], out: Path, size: int) -> Line:
    began = time.monotonic()
    processor, megabytes = _run(settings, out, size)
    seconds = time.monotonic() - began
    written = out.stat().st_size / 1e6
    out.unlink()
    form = out.suffix.removeprefix(".")
    details = [
        f"{size / seconds:,.0f} responses/s, {1e6 * processor / size:.0f} us of processor each, "
        f"{written:,.0f} MB in {seconds:.0f} s"
    ]
    what = f"memory of `afterword export responses`, {size:,} as {form}"
    return Line(what, "", "200 MB", f"{megabytes:.0f} MB", details)


def _run(settings: Mapping[str, str], out: Path, size: int) -> tuple[float, float]:
    """Seconds of processor and megabytes, at most, of the process."""
    command = [str(AFTERWORD), "export", "responses", "-o", str(out)]
    environment = {**os.environ, **settings}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        told = process.stderr.read() if process.stderr else ""
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if not re.search(rf"^{size} responses written$", told, re.MULTILINE):
        raise RuntimeError(f"the export of {size} responses went wrong: {told}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1000
