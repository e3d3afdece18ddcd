"""Grades one request: what it could be worth at most, less what speaks against it.

3 explicit: a form was sent. 2 scripted: the page's script saw a page that somebody looked at.
1 bare: a browser opened the link. 0 none. Only 3 counts at once; 2 and 1 settle, or do not.

A request is what was kept of it, see service/clicks_in.py, so that it can be graded again when the
rules have become better.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.evidence import BARE, EXPLICIT, NONE, SCRIPTED
from surveys.evidence.known import is_bot, is_datacenter

Request = Mapping[str, Any]
MOST = {"answer": EXPLICIT, "seen": SCRIPTED, "open": BARE, "trap": NONE}
SHORTEST_LOOK_MS = 1200
QUARANTINE_SECONDS = 120  # after a message has gone out, while gateways scan it
LOOKS = ("open", "seen")


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that speaks against a request. `left` is the grade it may still have, and `touched`
    the same where a hand has touched the page. `applies` is None for what only the requests around
    it can tell."""

    words: str
    actions: tuple[str, ...]
    applies: Callable[[Request], bool] | None = None
    left: int = NONE
    touched: int = NONE


def _is_speculative(request: Request) -> bool:
    return any(request.get(name) for name in ("sec-purpose", "purpose", "x-moz"))


def _is_no_page(request: Request) -> bool:
    destination, mode = request.get("sec-fetch-dest"), request.get("sec-fetch-mode", "navigate")
    if destination is not None:
        return bool(destination != "document" or mode != "navigate")
    return "text/html" not in request.get("accept", "")


def _is_short_look(request: Request) -> bool:
    return bool(min(request.get("visible_ms", 0), request.get("age_ms", 0)) < SHORTEST_LOOK_MS)


def _is_too_soon(request: Request) -> bool:
    seconds = request.get("since_sent_seconds")
    return bool(seconds is None or seconds < QUARANTINE_SECONDS)


REASONS: dict[str, Reason] = {
    "hidden_link": Reason(
        "It followed a link that no person can see.",
        ("trap",),
        lambda request: True,
    ),
    "hidden_field": Reason(
        "It filled in a field that no person can see.",
        ("answer",),
        lambda request: request.get("hidden_field") is True,
        left=EXPLICIT,
        touched=EXPLICIT,
    ),
    "head": Reason("It asked for the headers alone.", LOOKS, lambda r: r.get("method") == "HEAD"),
    "prefetch": Reason("A browser fetched it ahead of a click.", ("open",), _is_speculative),
    "not_a_page": Reason("It was no browser that opens a page.", ("open",), _is_no_page),
    "no_agent": Reason(
        "It does not say which browser it is.", LOOKS, lambda r: not r.get("user-agent")
    ),
    "bot_agent": Reason(
        "It says that it is a program.", LOOKS, lambda r: is_bot(r.get("user-agent", ""))
    ),
    "datacenter": Reason(
        "It came from the network of a mail gateway.",
        LOOKS,
        lambda request: is_datacenter(request.get("network", "")),
        touched=BARE,
    ),
    "too_soon": Reason(
        "It came within two minutes after the message went out.",
        LOOKS,
        _is_too_soon,
        touched=EXPLICIT,
    ),
    "webdriver": Reason(
        "The browser is driven by a program.",
        ("seen",),
        lambda request: request.get("webdriver") is not False,
    ),
    "not_looked_at": Reason(
        "The page was visible for less than 1.2 seconds.", ("seen",), _is_short_look
    ),
    "no_touch": Reason(
        "The page's script ran, and no hand touched the page.",
        ("seen", "answer"),
        lambda request: request.get("touched") is False,
        left=SCRIPTED,
        touched=EXPLICIT,
    ),
    "scanned": Reason(
        "Within ten minutes around it, other scores were opened, a hidden link was followed, or a "
        "driven browser was seen.",
        LOOKS,
    ),
    "scanned_before": Reason(
        "The link had been scanned before, and no hand touched the page.",
        LOOKS,
        touched=EXPLICIT,
    ),
    "burst": Reason("It is one of several forms that a machine sent.", ("answer",)),
    "driven": Reason(
        "Its page was opened by the hidden link, or seen in a driven browser.", ("answer",)
    ),
    "unsure": Reason(
        "A machine may have sent the form, and the page asked to press Send once more.",
        ("answer",),
    ),
    "old_page": Reason(
        "The form came without a page, or from one that is older than the answer.", ("answer",)
    ),
}


def grade(action: str, request: Request) -> tuple[int, tuple[str, ...]]:
    """The grade of a request and the codes of what speaks against it."""
    found = tuple(
        code
        for code, reason in REASONS.items()
        if action in reason.actions and reason.applies and reason.applies(request)
    )
    touched = request.get("touched") is True
    left = (REASONS[code].touched if touched else REASONS[code].left for code in found)
    return min([MOST[action], *left]), found


def is_suspect(request: Request) -> bool:
    """Whether a form without a hand should be sent once more: its agent or network is listed, or a
    field was filled in that no person sees, which browsers may do, too."""
    if request.get("hidden_field"):
        return True
    return is_bot(request.get("user-agent", "")) or is_datacenter(request.get("network", ""))


def client_of(request: Request) -> str:
    """Its network and browser, as far as they tell clients apart; '' when nothing is known."""
    return f"{request.get('network', '')} {request.get('user-agent', '')}".strip()
