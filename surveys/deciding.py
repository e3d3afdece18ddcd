"""Runs the rules over one situation and puts what they said into words. Pure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from surveys.rules import rules
from surveys.situation import Change, Situation, Skip

OUTCOMES = ("scheduled", "deferred", "skipped")
REASONS = {
    "scheduled": "Nothing stood in the way; the message goes out when it is due.",
    "no_survey": "No survey listens for this type of event.",
    "withdrawn_on": "The event withdraws unanswered invitations of the survey, as it says.",
    "failed": "The event could not be evaluated; its error is in the sentence.",
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """The outcome for one event and one survey: scheduled, deferred or skipped, and why."""

    outcome: str
    rule: str
    reason: str
    sentence: str
    inputs: dict[str, Any]
    until: datetime | None
    situation: Situation


def decide(situation: Situation) -> Ruling:
    """Ask every rule in turn. Each Change is noted under `steps`, so a delay has its reason too."""
    steps: list[dict[str, Any]] = []
    deferring: dict[str, Any] | None = None
    for name, rule in rules().items():
        verdict = rule.apply(situation)
        if isinstance(verdict, Skip):
            inputs = {**verdict.inputs, **({"steps": steps} if steps else {})}
            return Ruling(
                "skipped", name, verdict.reason, verdict.sentence, inputs, verdict.until, situation
            )
        if isinstance(verdict, Change):
            situation = verdict.situation
            steps.append({"rule": name, "reason": verdict.reason, "sentence": verdict.sentence})
            deferring = steps[-1] if verdict.deferred else deferring
    return _granted(situation, steps, deferring)


def _granted(
    situation: Situation, steps: list[dict[str, Any]], deferring: dict[str, Any] | None
) -> Ruling:
    inputs: dict[str, Any] = {"steps": steps, "channels": list(situation.channels)}
    if deferring is not None:
        return Ruling(
            "deferred", **deferring, inputs=inputs, until=situation.due_at, situation=situation
        )
    sentence = f"Goes out by {situation.channels[0]} at {situation.due_at:%Y-%m-%d %H:%M:%S} UTC."
    return Ruling(
        "scheduled", "channel", "scheduled", sentence, inputs, situation.due_at, situation
    )


def reason_codes() -> dict[str, str]:
    """Every reason code there is, with what it means; the docs must hold each."""
    return REASONS | {
        code: text for rule in rules().values() for code, text in rule.REASONS.items()
    }
