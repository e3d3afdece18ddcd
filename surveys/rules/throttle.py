"""Ask a person once in so many days: by this survey, by the surveys of its group, or by all."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from surveys.limits import Throttle
from surveys.rules.quiet_hours import awake
from surveys.situation import Change, Earlier, Situation, Skip, Verdict

ORDER = 50
REASONS = {
    "throttled": "The contact was asked, or is about to be, too short a time ago.",
    "throttle_deferred": "The contact was asked a short time ago; this survey waits its turn.",
    "throttle_replaced": "An invitation that was still waiting gives way to this newer one.",
}
COUNTED = ("waiting", "asked", "answered", "expired")
# The first of these that is hit says what happens (skip, defer, replace); all of them are kept.
PRECEDENCE = {"survey": "this survey", "group": "its group", "all": "all surveys"}


def apply(situation: Situation) -> Verdict:
    """Skip, defer or replace, as the survey says, while an earlier invitation is too near."""
    if not situation.earlier:
        return None
    for scope in PRECEDENCE:
        for throttle in situation.definition.throttle:
            if throttle.across == scope and (near := _near(situation, throttle)):
                return _hit(situation, throttle, near)
    return None


def _hit(situation: Situation, throttle: Throttle, near: list[Earlier]) -> Verdict:
    if throttle.when_hit == "defer":
        return _defer(situation)
    if throttle.when_hit == "replace":
        in_the_way = {
            one for each in situation.definition.throttle for one in _near(situation, each)
        }
        if all(one.state == "waiting" for one in in_the_way):
            ids = tuple(sorted(one.invitation_id for one in in_the_way))
            sentence = "An invitation that was still waiting gives way to this newer event."
            return Change(situation._replace(withdrawn=ids), "throttle_replaced", sentence)
    return _skip(throttle, near)


def _skip(throttle: Throttle, near: list[Earlier]) -> Skip:
    latest, days = max(near, key=_asked_at), throttle.days
    return Skip(
        "throttled",
        lambda: (
            f"Asked at {latest.asked_at:%Y-%m-%d %H:%M} UTC; the survey allows "
            f"one question in {days} days across {PRECEDENCE[throttle.across]}."
        ),
        {"invitation": latest.invitation_id, "days": days, "across": throttle.across},
        latest.asked_at + timedelta(days=days),
    )


def _near(situation: Situation, throttle: Throttle) -> list[Earlier]:
    span = timedelta(days=throttle.days)
    return [
        one
        for one in situation.earlier
        if abs(situation.due_at - one.asked_at) < span
        and one.state in COUNTED
        and _in_scope(situation, throttle, one)
    ]


def _in_scope(situation: Situation, throttle: Throttle, one: Earlier) -> bool:
    definition = situation.definition
    if throttle.across == "survey" or one.survey_key == definition.key:
        return one.survey_key == definition.key
    return throttle.across == "all" or one.group == definition.group


def _defer(situation: Situation) -> Verdict:
    until = situation.due_at
    while ends := list(_ends(situation.at(until))):  # others may be waiting too
        until = awake(situation, max(ends))
    if until > situation.occurred_at + situation.definition.delay + situation.definition.expires:
        return Skip("throttled", "Its turn would come after the survey has expired.", {}, until)
    later = situation.at(until)
    return Change(
        later,
        "throttle_deferred",
        lambda: (
            f"The contact was asked a short time ago; this waits until {until:%Y-%m-%d %H:%M} UTC."
        ),
        deferred=True,
    )


def _ends(situation: Situation) -> Iterable[datetime]:
    for throttle in situation.definition.throttle:
        for one in _near(situation, throttle):
            yield one.asked_at + timedelta(days=throttle.days)


def _asked_at(one: Earlier) -> datetime:
    return one.asked_at
