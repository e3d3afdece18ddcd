"""Ask a person once in so many days, by this survey or across all of them."""

from dataclasses import replace
from datetime import datetime, timedelta

from surveys.definition import Throttle
from surveys.rules.quiet_hours import awake
from surveys.situation import Change, Earlier, Situation, Skip, Verdict

ORDER = 50
REASONS = {
    "throttled": "The contact was asked, or is about to be, too short a time ago.",
    "throttle_deferred": "The contact was asked a short time ago; this survey waits its turn.",
    "throttle_replaced": "An invitation that was still waiting gives way to this newer one.",
}
COUNTED = ("waiting", "asked", "answered", "expired")


def apply(situation: Situation) -> Verdict:
    """Skip, defer or replace, as the survey says, while an earlier invitation is too near."""
    throttle = situation.definition.throttle
    near = _near(situation, throttle) if throttle else []
    if throttle is None or not near:
        return None
    until = max(one.asked_at for one in near) + timedelta(days=throttle.days)
    if throttle.when_hit == "defer":
        return _defer(situation, throttle)
    if throttle.when_hit == "replace" and all(one.state == "waiting" for one in near):
        ids = tuple(one.invitation_id for one in near)
        sentence = "An invitation that was still waiting gives way to this newer event."
        return Change(replace(situation, withdrawn=ids), "throttle_replaced", sentence)
    return Skip(
        "throttled",
        f"Asked at {until - timedelta(days=throttle.days):%Y-%m-%d %H:%M} UTC; the survey allows "
        f"one question in {throttle.days} days across "
        f"{'all surveys' if throttle.across == 'all' else 'this survey'}.",
        {"invitation": max(near, key=_asked_at).invitation_id, "days": throttle.days},
        until,
    )


def _near(situation: Situation, throttle: Throttle) -> list[Earlier]:
    span = timedelta(days=throttle.days)
    return [
        one
        for one in situation.earlier
        if one.state in COUNTED
        and (throttle.across == "all" or one.survey_key == situation.definition.key)
        and abs(situation.due_at - one.asked_at) < span
    ]


def _defer(situation: Situation, throttle: Throttle) -> Verdict:
    until, span = situation.due_at, timedelta(days=throttle.days)
    while near := _near(replace(situation, due_at=until), throttle):  # others may be waiting too
        until = awake(situation, max(one.asked_at for one in near) + span)
    if until > situation.occurred_at + situation.definition.delay + situation.definition.expires:
        return Skip("throttled", "Its turn would come after the survey has expired.", {}, until)
    sentence = (
        f"The contact was asked a short time ago; this waits until {until:%Y-%m-%d %H:%M} UTC."
    )
    return Change(
        replace(situation, due_at=until), "throttle_deferred", sentence, {}, deferred=True
    )


def _asked_at(one: Earlier) -> datetime:
    return one.asked_at
