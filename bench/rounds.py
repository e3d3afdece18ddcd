"""Compares two servers in turns, because a machine is never the same for long."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from bench.crowd import Rush
from bench.machine import Watch, cpu_seconds
from bench.running import Running

Go = Callable[[], Rush]


@dataclass(frozen=True, slots=True)
class Side:
    """A server and what is sent to it; `per`: requests that make one whole."""

    server: Running
    go: Go
    per: int = 1


@dataclass(frozen=True, slots=True)
class Turn:
    """One side's share of a round. `others`: cores that neither it nor the crowd used."""

    rush: Rush
    per_second: float  # wholes
    cpu_us: float  # of the server's process, for one whole
    others: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """All rounds. Every figure is a median."""

    bare: list[Turn]
    real: list[Turn]

    @property
    def ratio(self) -> float:
        """Of neighbouring turns, which had the most alike machine."""
        return median(self.ratios)

    @property
    def ratios(self) -> list[float]:
        """One a round."""
        pairs = zip(self.real, self.bare, strict=True)
        return [real.per_second / bare.per_second for real, bare in pairs]

    @property
    def cpu_ratio(self) -> float:
        """Processor time of the bare server to that of the real one: what a busy machine shows."""
        return median(t.cpu_us for t in self.bare) / median(t.cpu_us for t in self.real)

    def sentence(self) -> str:
        """The figures behind the ratio."""
        bare, real = _figures(self.bare), _figures(self.real)
        busy = median(turn.others for turn in self.bare + self.real)
        low, high = min(self.ratios), max(self.ratios)
        return (
            f"{bare} against {real}; rounds from {low:.2f}x to {high:.2f}x, "
            f"by processor time {self.cpu_ratio:.2f}x; others used {busy:.1f} cores"
        )


def compare(bare: Side, real: Side, rounds: int, rest: Callable[[], object]) -> Comparison:
    """Let both sides take turns; `rest` waits until what the real one left undone is done."""
    found = Comparison([], [])
    for number in range(rounds):
        found.bare.append(_turn(bare))
        found.real.append(_turn(real))
        rest()
        last = found.ratios[-1]
        print(f"    round {number + 1}: {last:.2f}x, {_figures(found.real[-1:])}", flush=True)
    return found


def _turn(side: Side) -> Turn:
    watch, used, own = Watch(), cpu_seconds(side.server.pid), cpu_seconds(os.getpid())
    rush = side.go()
    used = cpu_seconds(side.server.pid) - used
    known = (used + cpu_seconds(os.getpid()) - own) / rush.seconds
    wholes = rush.requests / side.per
    others = max(0.0, watch.cores() - known)
    return Turn(rush, wholes / rush.seconds, used / wholes * 1e6, others)


def _figures(turns: list[Turn]) -> str:
    rate = median(turn.per_second for turn in turns)
    cpu = median(turn.cpu_us for turn in turns)
    p50, p99 = (median(getattr(turn.rush, name) for turn in turns) for name in ("p50_ms", "p99_ms"))
    return f"{rate:,.0f}/s (p50 {p50:.1f} ms, p99 {p99:.1f} ms, {cpu:.0f} us of processor)"
