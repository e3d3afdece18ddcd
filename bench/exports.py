"""All responses in a file, in each form: how much memory that takes, and how long."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from bench.deployment import Deployment
from bench.running import AFTERWORD
from bench.table import Line
from service.tables import FORMS


def measure(deployment: Deployment, size: int) -> list[Line]:
    """One line for each form. The database must hold so many responses."""
    folder = Path(tempfile.mkdtemp(prefix="bench-exports-"))
    try:
        return [_line(deployment.settings, folder / f"all.{form}", size) for form in FORMS]
    finally:
        shutil.rmtree(folder)


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
