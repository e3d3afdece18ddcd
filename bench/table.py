"""The table of targets, and what this run made of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bench.machine import machine, versions

RESULTS = Path(__file__).with_name("RESULTS.md")


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement. `details` are the sentences below the table."""

    what: str
    against: str
    target: str
    measured: str
    details: Sequence[str] = ()


def show(line: Line) -> None:
    """Print a line as soon as it is known."""
    print(f"  {line.measured}, target {line.target}: {line.what}", flush=True)
    for sentence in line.details:
        print(f"    {sentence}", flush=True)


def write(lines: Sequence[Line], now: datetime, postgres: str, path: Path = RESULTS) -> None:
    """Write the page."""
    table = [f"| {x.what} | {x.against} | {x.target} | {x.measured} |" for x in lines]
    details = [f"- {line.what}: {sentence}" for line in lines for sentence in line.details]
    page = [
        "# Measurements",
        "",
        "`make bench` wrote this page. Everything is a ratio in one run on one machine: compare",
        "columns, not pages. Figures are medians of rounds in which both sides took turns.",
        "",
        f"- Date: {now:%Y-%m-%d %H:%M} UTC",
        f"- Machine: {machine()}",
        f"- Versions: {versions(postgres)}",
        "",
        "| what | against | target | this run |",
        "|---|---|---|---|",
        *table,
        "",
        "## The figures behind it",
        *details,
        "",
    ]
    path.write_text("\n".join(page), "utf-8")
