"""Runs the rules over one situation and puts what they said into words. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from surveys.rules import rules
from surveys.situation import NOTHING, Change, Said, Situation, Skip, written

OUTCOMES = ("scheduled", "deferred", "skipped")
REASONS = {
    "scheduled": "Nothing stood in the way; the message goes out when it is due.",
    "no_survey": "No survey listens for this type of event.",
    "withdrawn_on": "The event withdraws unanswered invitations of the survey, as it says.",
    "failed": "The event could not be evaluated; its error is in the sentence.",
}


class Ruling(NamedTuple):
    """The outcome for one event and one survey: scheduled, deferred or skipped, and why.

    `changes`: what rules have changed on the way, by their names, so a delay has its reason too.
    """

    outcome: str
    rule: str
    reason: str
    said: Said
    until: datetime | None
    situation: Situation
    changes: Sequence[tuple[str, Change]]
    found: Mapping[str, Any] = NOTHING

    @property
    def sentence(self) -> str:
        """Why, for people."""
        return written(self.said)

    @property
    def inputs(self) -> dict[str, Any]:
        """What led to it, for whoever wants to know more."""
        steps = [
            {"rule": rule, "reason": change.reason, "sentence": change.sentence}
            for rule, change in self.changes
        ]
        if self.outcome == "skipped":
            return {**self.found, **({"steps": steps} if steps else {})}
        return {"steps": steps, "channels": list(self.situation.channels)}


def decide(situation: Situation) -> Ruling:
    """Ask every rule in turn."""
    changes: list[tuple[str, Change]] = []
    for name, rule in rules().items():
        verdict = rule.apply(situation)
        if verdict is None:
            continue
        if isinstance(verdict, Skip):
            reason, said, inputs, until = verdict
            return Ruling("skipped", name, reason, said, until, situation, changes, inputs)
        situation = verdict.situation
        changes.append((name, verdict))
    return _granted(situation, changes)


def _granted(situation: Situation, changes: Sequence[tuple[str, Change]]) -> Ruling:
    due_at = situation.due_at
    for name, change in reversed(changes):
        if change.deferred:
            reason, said = change.reason, change.said
            return Ruling("deferred", name, reason, said, due_at, situation, changes)

    def sentence() -> str:
        return f"Goes out by {situation.channels[0]} at {due_at:%Y-%m-%d %H:%M:%S} UTC."

    return Ruling("scheduled", "channel", "scheduled", sentence, due_at, situation, changes)


def reason_codes() -> dict[str, str]:
    """Every reason code there is, with what it means; the docs must hold each."""
    return REASONS | {
        code: text for rule in rules().values() for code, text in rule.REASONS.items()
    }
