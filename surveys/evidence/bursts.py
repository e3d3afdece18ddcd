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
    when it has also followed the hidden link. One score among the forms of others is a person's.
    """
    recent = [click for click in clicks if now - click.at <= BURST]
    sent = [click for click in recent if click.action == "answer" and click.visit]
    enough = 2 if any(click.action == "trap" for click in recent) else MACHINE_SCORES
    if not _many(sent, enough):
        return frozenset()
    suspects = _suspects(sent, enough)
    guilty = not client or any(click.client == client for click in suspects)
    return visits_of(suspects) if guilty and _many(suspects, enough) else frozenset()


def scores_of(forms: Sequence[Click]) -> frozenset[int | None]:
    """The different scores of forms."""
    return frozenset(form.score for form in forms)


def visits_of(forms: Sequence[Click]) -> frozenset[str]:
    """The page loads of forms."""
    return frozenset(form.visit for form in forms)


def _many(forms: Sequence[Click], enough: int) -> bool:
    return min(len(scores_of(forms)), len(visits_of(forms))) >= enough


def _suspects(sent: Sequence[Click], enough: int) -> Sequence[Click]:
    """The forms of clients that sent several scores, if these are enough. If not, a pool of clients
    may have sent them: then all forms but a person's, who says one thing where a pool says many."""
    several = _of_many_scores(sent)
    if _many(several, enough):
        return several
    single = [form for form in sent if form not in several]
    person = [form for form in single if form.touched] or (single if several else [])
    return [form for form in sent if form not in person] if len(scores_of(person)) == 1 else sent


def _of_many_scores(forms: Sequence[Click]) -> list[Click]:
    """Those of clients that sent more than one score, and those of unknown ones."""
    scores = defaultdict(set)
    for form in forms:
        scores[form.client].add(form.score)
    return [form for form in forms if not form.client or len(scores[form.client]) > 1]
