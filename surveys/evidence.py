"""What a request to an answer link proves, and when a run of them is the work of a machine. Pure.

Mail scanners open every link, run the scripts and submit the forms. They open many links of one
message within seconds; a person picks one. Grades: 3 explicit (a form was sent), 2 scripted (the
page's script saw a visible page in an ordinary browser), 1 bare (a browser opened the link),
0 none. Grades below 3 never count at once: they settle, or they do not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

EXPLICIT, SCRIPTED, BARE, NONE = 3, 2, 1, 0
BURST = timedelta(seconds=60)
AROUND = timedelta(minutes=10)
MACHINE_SCORES = 3
SHORTEST_LOOK_MS = 1200
BOTS = (
    "bot",
    "crawl",
    "spider",
    "preview",
    "headless",
    "python",
    "curl",
    "wget",
    "facebookexternal",
)


@dataclass(frozen=True, slots=True)
class Click:
    """One request. `visit` names the page load it belongs to, '' when it came without one."""

    action: str  # open, trap, seen, answer
    score: int | None
    grade: int
    visit: str
    at: datetime


def grade_open(method: str, headers: Mapping[str, str]) -> int:
    """1 for a browser's own navigation, 0 for everything that may be a machine or a prefetch."""
    speculative = headers.get("sec-purpose") or headers.get("purpose") or headers.get("x-moz")
    agent = headers.get("user-agent", "").lower()
    if method != "GET" or speculative or not agent or any(bot in agent for bot in BOTS):
        return NONE
    destination = headers.get("sec-fetch-dest")
    if destination is not None:
        return BARE if destination == "document" else NONE
    return BARE if "text/html" in headers.get("accept", "") else NONE


def grade_seen(visible_ms: float, webdriver: bool, age: timedelta) -> int:
    """2 when the script saw a page that was looked at, by its clock and by ours."""
    looked_at = min(visible_ms, age / timedelta(milliseconds=1)) >= SHORTEST_LOOK_MS
    return SCRIPTED if looked_at and not webdriver else NONE


def burst_start(clicks: Sequence[Click], now: datetime) -> datetime | None:
    """When the run of forms sent within the last minute began, if a machine is sending them.

    A machine sends three different scores from three page loads; two are enough when it has also
    followed the hidden link. Forms of one page load are a person who changes their mind.
    """
    recent = [click for click in clicks if now - click.at <= BURST]
    sent = [click for click in recent if click.action == "answer" and click.visit]
    trapped = any(click.action == "trap" for click in recent)
    enough = 2 if trapped else MACHINE_SCORES
    distinct = min(len({c.score for c in sent}), len({c.visit for c in sent}))
    return min(click.at for click in sent) if distinct >= enough else None


def settled_score(clicks: Sequence[Click], moment: datetime) -> int | None:
    """The score that scripted clicks around `moment` amount to, None when they are a machine's."""
    near = [click for click in clicks if abs(click.at - moment) <= AROUND]
    if any(click.action == "trap" for click in near):
        return None
    if len({click.score for click in near if click.score is not None}) >= MACHINE_SCORES:
        return None
    seen = [click for click in near if click.action == "seen" and click.grade == SCRIPTED]
    return max(seen, key=lambda click: click.at).score if seen else None
