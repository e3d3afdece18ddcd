"""What a form is worth among the requests around it: it counts, it is a machine's, or the page has
to ask for one more Send, which every person can give."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from surveys.evidence import AROUND, EXPLICIT, Click
from surveys.evidence.bursts import BURST, burst


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a form does not count, and the page loads whose answers do not count any more either."""

    verdict: Literal["machine", "unsure"]
    reason: Literal["burst", "driven", "unsure"]
    taken_out: frozenset[str] = frozenset()


def doubt(known: Sequence[Click], form: Click, page_at: datetime, *, suspect: bool) -> Doubt | None:
    """None if the form counts. `suspect`: its agent or network is known for machines."""
    if out := burst(known, form.client, form.at):
        return Doubt("machine", "burst", out)
    if form.visit and any(_is_machine(one) and one.visit == form.visit for one in known):
        return Doubt("machine", "driven", frozenset({form.visit}))
    if not form.client or form.touched or confirms(known, form, page_at, "unsure"):
        return None
    odd = suspect or _is_of_a_machine(known, form) or _contradicts(known, form, page_at)
    return Doubt("unsure", "unsure") if odd else None


def _is_machine(click: Click) -> bool:
    return click.action == "trap" or "webdriver" in click.reasons


def _is_of_a_machine(known: Sequence[Click], form: Click) -> bool:
    near = (one for one in known if abs(form.at - one.at) <= AROUND)
    return any(_is_machine(one) and one.client == form.client for one in near)


def confirms(known: Sequence[Click], form: Click, page_at: datetime, reason: str) -> bool:
    """Whether it says the same again, from the page that asked for it because of `reason`."""
    return any(
        reason in one.reasons
        and (one.visit, one.score) == (form.visit, form.score)
        and one.at <= page_at
        for one in known
    )


def _contradicts(known: Sequence[Click], form: Click, page_at: datetime) -> bool:
    """Whether somebody else has just said something else, before this form's page was opened."""
    return any(
        one.action == "answer"
        and one.client not in ("", form.client)
        and one.score != form.score
        and one.at < page_at
        and form.at - one.at <= (AROUND if one.grade == EXPLICIT else BURST)
        for one in known
    )
