"""`make bench`: measure against the targets, print ratios as they come, write bench/RESULTS.md.

python -m bench [--only events,answers,sending,scores,exports,simulate,alarms]
    [--large] [--seconds 4]
"""

import argparse
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from bench import (
    alarms,
    answered,
    answers,
    events,
    exports,
    page,
    scores,
    sending,
    simulate,
    table,
)
from bench.deployment import deploy, on_sqlite, postgres
from bench.machine import machine
from bench.table import Line

PARTS = ("events", "answers", "sending", "scores", "exports", "simulate", "alarms")


class Run:
    """One run: its options, its folder, and what has been found so far."""

    def __init__(self, options: argparse.Namespace, folder: Path) -> None:
        self.options = options
        self.folder = folder
        self.lines: list[Line] = []
        self.postgres = ""

    def add(self, *lines: Line) -> None:
        """Print lines and keep them for the page."""
        for line in lines:
            table.show(line)
        self.lines += lines

    def events(self) -> None:
        """Rows one and two of the table, and memory."""
        pace = (self.options.seconds, self.options.rounds)
        print("Events, SQLite, web only", flush=True)
        only_web = on_sqlite(self.folder / "web")
        self.add(*events.measure(only_web, "SQLite FULL, web only", "0.5x", *pace, "--no-worker"))
        print("Events, SQLite, web and worker in one process", flush=True)
        both = on_sqlite(self.folder / "both")
        self.add(*events.measure(both, "SQLite FULL, web and worker", "", *pace))
        print("Events, PostgreSQL, one web process", flush=True)
        with postgres(self.folder / "pg") as server:
            self.postgres = server.version
            there = deploy(server.create("bench"))
            self.add(*events.measure(there, "PostgreSQL, web only", "0.4x", *pace, "--no-worker"))

    def answers(self) -> None:
        """Row three, and bytes on disk."""
        print("Answers, SQLite", flush=True)
        deployment = on_sqlite(self.folder / "answers")
        pace = (self.options.seconds, self.options.rounds)
        many = self.options.answers
        self.add(*answers.measure(deployment, self.options.invitations, *pace, many))

    def sending(self) -> None:
        """Row four."""
        pace = (self.options.mails, self.options.rounds)
        print("Mail, SQLite", flush=True)
        self.add(sending.measure(on_sqlite(self.folder / "mail"), "SQLite FULL", "0.5x", *pace))
        print("Mail, PostgreSQL", flush=True)
        with postgres(self.folder / "pgm") as server:
            there = deploy(server.create("mail"))
            self.add(sending.measure(there, "PostgreSQL", "", *pace))
            crowded = deploy(server.create("crew"))
            self.add(sending.share(crowded, "PostgreSQL", self.options.mails))

    def scores(self) -> None:
        """Row five."""
        print("Scores, SQLite", flush=True)
        self.add(*scores.on_sqlite(self.folder, self._sizes))
        print("Scores, PostgreSQL", flush=True)
        with postgres(self.folder / "pgc") as server:
            self.add(*scores.on_postgres(server, self._sizes))

    def exports(self) -> None:
        """Lists as files, and the dashboard, beside very many answers."""
        for size in self._sizes:
            print("Exports and pages, SQLite", flush=True)
            with answered.on_sqlite(self.folder / f"lists-{size}", size) as there:
                self.add(*exports.measure(there, size), *page.measure(there, "SQLite", size))
            print("Pages, PostgreSQL", flush=True)
            with postgres(self.folder / f"pgl{size}") as server:
                there = answered.on_postgres(server, size)
                self.add(*page.measure(there, "PostgreSQL", size))

    @property
    def _sizes(self) -> list[int]:
        """Numbers of responses."""
        return [10**6, 10**7] if self.options.large else [10**6]

    def simulate(self) -> None:
        """A survey that might be, over a million events."""
        print("Simulation, SQLite", flush=True)
        self.add(simulate.measure(self.folder, self.options.stored))

    def alarms(self) -> None:
        """Scores that drop, and scores that do not."""
        print("Alarms, simulated", flush=True)
        self.add(*alarms.measure())


def main() -> None:
    """Measure what was asked for."""
    options = _options()
    began = datetime.now(UTC)
    print(f"{machine()}", flush=True)
    with _folder() as folder:
        run = Run(options, folder)
        for part in options.only:
            getattr(run, part)()
    if set(options.only) == set(PARTS):
        table.write(run.lines, began, run.postgres)
        print(f"Written to {table.RESULTS.name}")


@contextmanager
def _folder() -> Iterator[Path]:
    """A short path, since PostgreSQL's socket lives in it; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--only", type=lambda text: text.split(","), default=list(PARTS))
    parser.add_argument(
        "--large", action="store_true", help="scores and exports of 10^7 responses as well"
    )
    parser.add_argument("--seconds", type=float, default=4.0, help="length of a side's turn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--invitations", type=int, default=20_000)
    parser.add_argument("--answers", type=int, default=100_000, help="that memory is watched over")
    parser.add_argument("--mails", type=int, default=10_000, help="in each round")
    parser.add_argument("--stored", type=int, default=10**6, help="events for the simulation")
    return parser.parse_args()


if __name__ == "__main__":
    main()
