"""What the clicks on one link amount to when they have had their time."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from surveys.evidence import AROUND, BARE, NONE, SCRIPTED, Click

SLOWEST_MACHINE = timedelta(seconds=5)  # between two scores that are opened
MOST_CLICKS = 100  # on one link, which nobody opens so often; those after them settle to nothing
Doubt = Literal["scanned", "scanned_before"]


@dataclass(frozen=True, slots=True)
class Settled:
    """An answer that nobody sent with the button."""

    score: int
    evidence: Literal["scripted", "inferred"]
    at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """All clicks on one link that are known, oldest first, and which page loads were touched."""

    clicks: Sequence[Click]
    touched: frozenset[str]
    scanned_at: datetime | None  # when a machine was first at it

    @classmethod
    def of(cls, clicks: Iterable[Click]) -> "History":
        """The same, out of clicks in any order."""
        every = sorted(clicks, key=lambda click: click.at)
        ordered, more = every[:MOST_CLICKS], every[MOST_CLICKS:]
        touched = frozenset(click.visit for click in ordered if _is_by_hand(click))
        scanned_at = _first_scan(ordered, touched) or (more[0].at if more else None)
        return cls(ordered, touched, scanned_at)

    def doubt(self, click: Click) -> Doubt | None:
        """Why a click that has a score is no answer, None if it is one."""
        near = [one for one in self.clicks if abs(one.at - click.at) <= AROUND]
        if _first_scan(near, self.touched, AROUND * 2) is not None:
            return "scanned"
        scanned = self.scanned_at is not None and self.scanned_at <= click.at
        return "scanned_before" if scanned and click.visit not in self.touched else None

    def evidence(self, click: Click) -> Literal["scripted", "inferred"]:
        """How good its whole page load is."""
        visit = [c for c in self.clicks if c.visit == click.visit and c.score == click.score]
        scripted = any(one.action == "seen" and one.grade >= SCRIPTED for one in visit)
        return "scripted" if scripted else "inferred"


def _is_by_hand(click: Click) -> bool:
    looked_at = click.action == "seen" and click.grade == SCRIPTED
    return looked_at and "no_touch" not in click.reasons


def _is_filled_in(click: Click) -> bool:
    return "hidden_field" in click.reasons and not click.touched


def is_candidate(click: Click) -> bool:
    """Whether it may become an answer."""
    return click.action in ("open", "seen") and click.grade >= BARE and click.score is not None


def settle(
    history: History, due: Iterable[Click], standing: Settled | None
) -> tuple[Settled | None, list[Click]]:
    """The answer after the clicks that are `due`, and those that are none, graded down. Another
    score than the one that stands takes a hand on the page."""
    lowered = []
    for click in sorted(filter(is_candidate, due), key=lambda click: click.at):
        if doubt := history.doubt(click):
            lowered.append(replace(click, grade=NONE, reasons=(*click.reasons, doubt)))
        else:
            standing = _follow(standing, click, history)
    return standing, lowered


def _follow(standing: Settled | None, click: Click, history: History) -> Settled:
    assert click.score is not None
    found = Settled(click.score, history.evidence(click), click.at)
    if standing is None:
        return found
    if standing.score == found.score:
        better = "scripted" in (standing.evidence, found.evidence)
        return replace(standing, evidence="scripted" if better else "inferred")
    return found if click.visit in history.touched else standing


def _first_scan(
    clicks: Sequence[Click], touched: frozenset[str], span: timedelta = AROUND
) -> datetime | None:
    """When clicks, oldest first, show a machine: it follows the hidden link, owns up to being
    driven, or opens several scores within `span`. Two are a person who thinks again if both pages
    were touched, some seconds apart."""
    window: deque[Click] = deque()
    scores: Counter[int] = Counter()
    for click in clicks:
        if click.action == "trap" or "webdriver" in click.reasons or _is_filled_in(click):
            return click.at
        if click.score is None or click.action == "answer":
            continue
        window.append(click)
        scores[click.score] += 1
        while click.at - window[0].at > span:
            old = window.popleft()
            scores[old.score or 0] -= 1
        several = len(+scores)
        if several > 2 or (several == 2 and not _thinks_again(window, touched)):
            return click.at
    return None


def _thinks_again(window: Iterable[Click], touched: frozenset[str]) -> bool:
    first: dict[int, datetime] = {}
    by_hand: set[int] = set()
    for click in window:
        if click.score is not None:
            first.setdefault(click.score, click.at)
            if click.visit in touched:
                by_hand.add(click.score)
    return len(by_hand) == 2 and max(first.values()) - min(first.values()) >= SLOWEST_MACHINE
