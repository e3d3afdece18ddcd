"""Ask only a share of the events, the same ones each time: chance is a hash of event and survey."""

from hashlib import blake2b

from surveys.situation import Situation, Skip, Verdict

ORDER = 20
REASONS = {"not_in_sample": "The event is not in the share that the survey asks."}


def apply(situation: Situation) -> Verdict:
    """Skip when the event's lot, 0 to 100, is not below the survey's percentage."""
    sample = situation.definition.sample
    if sample == 100:
        return None
    drawn = lot(situation.event_key, situation.definition.key)
    if drawn < sample:
        return None
    return Skip(
        "not_in_sample",
        lambda: f"The survey asks {sample:g} % of events; this one drew {drawn:.2f}.",
        {"lot": round(drawn, 4), "sample": sample},
    )


def lot(event_key: str, survey_key: str) -> float:
    """A number from 0 up to 100, fixed for ever by the event and the survey."""
    digest = blake2b(f"{survey_key}\n{event_key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64 * 100
