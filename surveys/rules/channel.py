"""Keep the survey's channels that are switched on, that the contact can be reached on, and that
the contact has not closed to us; the first of them is tried first.
"""

from collections.abc import Sequence

from surveys.situation import Change, Situation, Skip, Verdict
from surveys.wishes import allowed

ORDER = 30
REASONS = {
    "no_channel": "None of the survey's channels is switched on here.",
    "no_consent": "The sender says that the contact may not be written to on these channels.",
    "no_contact": "The contact has no usable address for any of the survey's channels.",
    "suppressed": "The contact unsubscribed, or the address is known to be bad.",
    "channels_narrowed": "Some of the survey's channels cannot be used for this contact.",
}


def apply(situation: Situation) -> Verdict:
    """Narrow the channels; skip when none is left."""
    wanted = situation.channels
    usable = tuple([name for name in wanted if _is_usable(situation, name)])
    if not usable:
        return _none_left(situation)
    if usable == wanted:
        return None
    narrowed = situation._replace(channels=usable)
    return Change(narrowed, "channels_narrowed", lambda: _narrowed(wanted, usable))


def _is_usable(situation: Situation, channel: str) -> bool:
    needed, agreed = situation.reach.get(channel), allowed(situation)
    return (
        needed is not None
        and (agreed is None or channel in agreed)
        and bool(getattr(situation.contact, needed))
        and situation.suppressed.isdisjoint((channel, needed))
    )


def _none_left(situation: Situation) -> Skip:
    wanted = situation.channels
    on = [name for name in wanted if name in situation.reach]
    if not on:
        return Skip("no_channel", f"Not switched on: {', '.join(wanted)}.", {"channels": wanted})
    may = allowed(situation)
    agreed = [name for name in on if may is None or name in may]
    if not agreed:
        said = f"may be written to by {', '.join(sorted(may or ())) or 'no channel'} only"
        return Skip("no_consent", f"The contact {said}, says the sender.", {"channels": on})
    addressed = [name for name in agreed if getattr(situation.contact, situation.reach[name])]
    if not addressed:
        return Skip("no_contact", _missing(situation, agreed), {"channels": agreed})
    return Skip(
        "suppressed",
        "The contact unsubscribed or the address is known to be bad: "
        f"{', '.join(sorted({situation.reach[name] for name in addressed}))}.",
        {"channels": addressed},
    )


def _narrowed(wanted: Sequence[str], usable: Sequence[str]) -> str:
    return f"Of {', '.join(wanted)}, usable for this contact: {', '.join(usable)}."


def _missing(situation: Situation, channels: list[str]) -> str:
    fields = sorted({situation.reach[name] for name in channels})
    return f"The contact has no usable {' or '.join(fields)} for {', '.join(channels)}."
