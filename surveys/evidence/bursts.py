"""Which of the forms that were sent are a machine's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from surveys.evidence import AROUND, Click

BURST = timedelta(seconds=60)
MACHINE_SCORES = 3


def burst(clicks: Sequence[Click], client: str, now: datetime) -> frozenset[str]:
    """The page loads of the run of forms that `client` has a part in; none if it is a person.

    A machine sends three different scores from three page loads within a minute, or within ten
    from one network and browser. Two are enough when the hidden link was followed. Forms of one
    page load are a person who changes their mind, and so is one score from one client among the
    forms of others.
    """
    sent = [c for c in clicks if c.action == "answer" and c.visit and now - c.at <= AROUND]
    recent = [click for click in sent if now - click.at <= BURST]
    trapped = any(click.action == "trap" and now - click.at <= BURST for click in clicks)
    enough = 2 if trapped else MACHINE_SCORES
    own = [click for click in sent if client and click.client == client]
    if _many(own, enough):
        return _visits(own)
    if not _many(recent, enough):
        return frozenset()
    suspects = _of_many_scores(recent)
    if not _many(suspects, enough):
        return _visits(recent)
    guilty = not client or any(click.client == client for click in suspects)
    return _visits(suspects) if guilty else frozenset()


def _many(forms: Sequence[Click], enough: int) -> bool:
    return min(len({form.score for form in forms}), len(_visits(forms))) >= enough


def _visits(forms: Sequence[Click]) -> frozenset[str]:
    return frozenset(form.visit for form in forms)


def _of_many_scores(forms: Sequence[Click]) -> list[Click]:
    """Those of clients that sent more than one score, and those of nobody knows whom."""
    scores = defaultdict(set)
    for form in forms:
        scores[form.client].add(form.score)
    return [form for form in forms if not form.client or len(scores[form.client]) > 1]
