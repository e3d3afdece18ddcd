"""Which of the forms that were sent are a machine's."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

from surveys.evidence import Click

BURST = timedelta(seconds=60)
MACHINE_SCORES = 3


def burst(clicks: Sequence[Click], client: str, now: datetime) -> frozenset[str]:
    """The page loads of the run of forms that `client` has a part in; none if it is a person.

    A machine sends three different scores from three page loads within a minute; two are enough
    when it has also followed the hidden link. Forms of one page load are a person who changes their
    mind, and so is one score from one client among the forms of others.
    """
    recent = [click for click in clicks if now - click.at <= BURST]
    sent = [click for click in recent if click.action == "answer" and click.visit]
    enough = 2 if any(click.action == "trap" for click in recent) else MACHINE_SCORES
    if not _many(sent, enough):
        return frozenset()
    suspects = _of_many_scores(sent) or sent
    guilty = not client or any(click.client == client for click in suspects)
    return _visits(suspects) if guilty and _many(suspects, enough) else frozenset()


def _many(forms: Sequence[Click], enough: int) -> bool:
    return min(len({form.score for form in forms}), len(_visits(forms))) >= enough


def _visits(forms: Sequence[Click]) -> frozenset[str]:
    return frozenset(form.visit for form in forms)


def _of_many_scores(forms: Sequence[Click]) -> list[Click]:
    """Those of clients that sent more than one score, and those of unknown ones."""
    scores = defaultdict(set)
    for form in forms:
        scores[form.client].add(form.score)
    return [form for form in forms if not form.client or len(scores[form.client]) > 1]
