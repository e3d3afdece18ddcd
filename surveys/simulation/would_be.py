"""An invitation that stands in the way of the next one: one that the simulation would make, or one
of another survey that really was made. Moments are in microseconds, as the database has them.
"""

from typing import NamedTuple

from surveys.database import Row
from surveys.instant import from_micros
from surveys.simulation.pages import Decision
from surveys.situation import Earlier


class Invited(NamedTuple):
    """`number`: of a real invitation or, negative, of the event that a simulated one is about.

    `ended`: when it failed or was taken back. None: never.
    """

    number: int
    survey_key: str
    due: int
    sent: int | None
    answered: int | None
    ended: int | None
    expires: int
    subject: str | None
    occurred: int  # the event that led to it

    def state(self, at: int) -> str:
        """As it stood, or would have stood, at a moment."""
        if self.ended is not None and self.ended < at:
            return "withdrawn"
        if self.answered is not None and self.answered <= at:
            return "answered"
        if self.expires <= at:
            return "expired"
        return "asked" if self.sent is not None and self.sent <= at else "waiting"

    def earlier(self, at: int, group: str | None) -> Earlier:
        """What the rules get to see of it. One that waits too long is as if asked now."""
        state, asked_at = self.state(at), self.due
        if self.sent is not None and self.sent <= at:
            asked_at = self.sent
        elif state == "waiting" and asked_at < at:
            asked_at = at
        return Earlier(self.number, self.survey_key, state, from_micros(asked_at), group)

    def like(self, real: Decision) -> "Invited":
        """A simulated one with the fate of the real one for the same event, as long after it was
        due; without it, it goes out when it is due and nobody answers."""
        lag = self.due - (real.due_at or 0)
        sent = None if real.sent_at is None else real.sent_at + lag
        answered = None if real.answered_at is None else real.answered_at + lag
        ended = None if real.ended_at is None else real.ended_at + lag
        if real.state == "withdrawn":  # not gone out by then; here it may not be taken back
            sent = max(self.due, (ended or self.due) + 1) if sent is None else sent
            ended = None
        return Invited(*self[:3], sent, answered, ended, *self[6:])

    def is_open(self, at: int, subject: str | None, occurred: int) -> bool:
        """Whether an event about `subject` (None: about anything) that happened then can take it
        back: only what was because of something before it."""
        fits = subject in (None, self.subject) and self.occurred <= occurred
        return fits and self.state(at) in ("waiting", "asked")


def really(row: Row, place: int) -> Invited:
    """A stored invitation of another survey, or of this one before the simulated time, as it was
    when the decision with the number `place` was made."""
    ended = row["ended_at"]
    if row["ended_by"] is not None:
        ended = 0 if int(row["ended_by"]) < place else None
    return Invited(
        number=int(row["id"]),
        survey_key=row["survey_key"],
        due=int(row["due_at"]),
        sent=row["sent_at"],
        answered=row["answered_at"],
        ended=ended,
        expires=int(row["expires_at"]),
        subject=row["subject"],
        occurred=int(row["occurred_at"]),
    )
