"""One event after another under a definition that may never have been live, by the rules' own
`decide()`. Nothing is written but what the simulation itself must remember.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from surveys.deciding import Ruling, decide
from surveys.instant import MICROSECOND, from_micros, to_micros
from surveys.past import looked_for
from surveys.quotas import Quotas
from surveys.simulation.heard import Heard
from surveys.simulation.matters import Matters
from surveys.simulation.plan import Plan
from surveys.simulation.would_be import Invited
from surveys.situation import Earlier, Person, Situation
from surveys.suppression import closing

# address, or address on a channel -> surveys that it is closed to, 0 for all
Closed = Mapping[str, frozenset[int]]
NOBODY = Person(0)
OPEN: frozenset[str] = frozenset()


class Judged(NamedTuple):
    """What the definition would have made of an event."""

    outcome: str
    reason: str
    ruling: Ruling | None = None
    due: int | None = None  # when it would be asked, in microseconds


class Trial:
    """The definition at work."""

    def __init__(self, plan: Plan, matters: Matters, quotas: Quotas) -> None:
        self._plan, self._matters, self._quotas = plan, matters, quotas
        days = max((one.days + 1 for one in plan.definition.throttle), default=0)
        self._span = timedelta(days=days) // MICROSECOND
        self._expires = plan.definition.expires // MICROSECOND
        self._looked_for = frozenset(looked_for(plan.definition))

    def judge(self, heard: Heard, closed: Closed) -> list[Judged]:
        """What would be said about the event; nothing when the survey does not listen to it."""
        definition, event_type = self._plan.definition, heard.event.type
        found = []
        if definition.withdraw_on == event_type:
            self._withdraw(heard)
            found.append(Judged("skipped", "withdrawn_on"))
        if event_type in definition.trigger.on:
            ruling = decide(self._situation(heard, closed))
            due = None if ruling.outcome == "skipped" else self._grant(heard, ruling)
            found.append(Judged(ruling.outcome, ruling.reason, ruling, due))
        if event_type in self._looked_for:
            self._matters.note(heard.event, heard.subject, heard.properties)
        return found

    def _situation(self, heard: Heard, closed: Closed) -> Situation:
        event, plan, now = heard.event, self._plan, from_micros(heard.at)
        return Situation(  # by position: names would take four times as long
            plan.definition,
            f"{event.source}/{event.external_id}",
            event.type,
            from_micros(event.occurred_at),
            heard.properties,
            heard.person or NOBODY,
            plan.reach,
            self._suppressed(heard.person, closed) if closed else OPEN,
            self._earlier(heard),
            plan.default_timezone,
            now,
            now,
            plan.definition.channels,
            (),
            self._quotas.of(plan.survey_id),
            self._matters.of(event, heard.subject) if self._looked_for else (),
        )

    def _earlier(self, heard: Heard) -> tuple[Earlier, ...]:
        """No more of the past than the intake looks at."""
        at, groups = heard.at, self._plan.groups
        if not (standing := _standing(heard)):
            return ()
        counted = [one for one in standing if self._in_the_way(one, at)]
        return tuple([one.earlier(at, groups.get(one.survey_key)) for one in counted])

    def _in_the_way(self, one: Invited, at: int) -> bool:
        """Whether a throttle can still count it."""
        return max(one.due, one.sent or 0) > at - self._span or one.state(at) == "waiting"

    def _suppressed(self, person: Person | None, closed: Closed) -> frozenset[str]:
        surveys = {0, self._plan.survey_id}
        return frozenset(
            name
            for name, found in would_close(person, self._plan).items()
            if any(surveys & closed.get(one, frozenset()) for one in found)
        )

    def _withdraw(self, heard: Heard) -> None:
        """Take back what nobody would have answered."""
        subject, key = heard.subject, self._plan.definition.key
        occurred = heard.event.occurred_at
        taken = {
            one.number
            for one in _standing(heard)
            if one.survey_key == key and one.is_open(heard.at, subject, occurred)
        }
        self._take_back(heard, taken)

    def _grant(self, heard: Heard, ruling: Ruling) -> int:
        """When it goes out."""
        known, definition = heard.known, self._plan.definition
        if ruling.situation.withdrawn:
            self._take_back(heard, set(ruling.situation.withdrawn))
        due = to_micros(ruling.situation.due_at)
        subject = heard.subject if definition.withdraw_on else None
        event, key = heard.event, definition.key
        until, occurred = due + self._expires, event.occurred_at
        asked = Invited(-event.id, key, due, due, None, None, until, subject, occurred)
        real = [row for row in heard.decided if row.due_at is not None]
        kept = [old for old in known.invited if self._still_counts(old, heard.at)]
        known.invited = [*kept, asked.like(real[0]) if real else asked]
        known.asked += 1
        self._quotas.take(self._plan.survey_id, ruling.situation.due_at)
        return due

    def _take_back(self, heard: Heard, numbers: set[int]) -> None:
        """What was still waiting gives its place back, if it is one of this survey."""
        plan, known = self._plan, heard.known
        for one in _standing(heard):
            own = one.number in numbers and one.survey_key == plan.definition.key
            if own and one.state(heard.at) == "waiting":
                self._quotas.give_back(plan.survey_id, plan.version, from_micros(one.due))
        known.invited = [one for one in known.invited if one.number not in numbers]
        known.taken += [number for number in numbers if number >= 0]

    def _still_counts(self, old: Invited, at: int) -> bool:
        """Neither in the way of another question, nor open so that it could be taken back."""
        can_be_taken = self._plan.definition.withdraw_on is not None and old.expires > at
        return can_be_taken or self._in_the_way(old, at)


def would_close(person: Person | None, plan: Plan) -> dict[str, tuple[str, ...]]:
    """The same as in earnest."""
    return closing(person.email, person.phone, plan.reach) if person else {}


def _standing(heard: Heard) -> list[Invited]:
    """Every invitation that the contact has had, but for those that were taken back."""
    if not heard.before:
        return heard.known.invited
    return [
        *(one for one in heard.before if one.number not in heard.known.taken),
        *heard.known.invited,
    ]
