"""Records answers that were taken elsewhere: each counts once, in the hour in which it was given,
and nobody is sent anything because of it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from surveys import answering, contacts
from surveys.database import Row, Transaction
from surveys.errors import FieldError, InvalidInput
from surveys.instant import from_micros, to_micros
from surveys.keyring import Keyring
from surveys.standing import Standing
from surveys.walk_ins import WalkIn, look_into, stand


@dataclass(frozen=True, slots=True)
class Invited:
    """The answer to an invitation, named by its id or, with its survey, by its event. `path`: the
    field that names it, `given` what was said."""

    path: str
    invitation_id: int | None
    event_id: int | None
    given: WalkIn


@dataclass(frozen=True, slots=True)
class Recorded:
    """`duplicate`: the invitation has an explicit answer already, which stays as it is."""

    response_id: int
    status: Literal["recorded", "duplicate"]


async def store(
    tx: Transaction, keyring: Keyring, told: Sequence[WalkIn | Invited]
) -> list[Recorded]:
    """Record all, in order, or nothing: InvalidInput names what cannot be answered."""
    walk_ins = [one for one in told if isinstance(one, WalkIn)]
    met = await contacts.resolve(tx, [one.contact for one in walk_ins], keyring)
    invited = [one for one in told if isinstance(one, Invited)]
    invitations = await _invitations(tx, invited)
    standings = await _standings(tx, list(invitations.values()), invited)
    statuses = [_take(one, invitations[one.path], standings) for one in invited]
    fresh = await stand(tx, walk_ins, met)
    await answering.write(tx, [*standings.values(), *fresh])  # each visit of its own
    old = iter([
        Recorded(standings[int(invitations[one.path]["id"])].response_id, status)
        for one, status in zip(invited, statuses, strict=True)
    ])  # fmt: skip
    new = iter([Recorded(one.response_id, "recorded") for one in fresh])
    return [next(new) if isinstance(one, WalkIn) else next(old) for one in told]


async def _invitations(tx: Transaction, invited: Sequence[Invited]) -> dict[str, Row]:
    """By the field that names each; their rows are held until the transaction ends."""
    pairs = [[one.event_id, one.given.survey.survey_id] for one in invited if one.event_id]
    of_events = {
        (int(row["event_id"]), int(row["survey_id"])): int(row["id"])
        for row in (await tx.fetch("telling.of_events", pairs) if pairs else [])
    }
    ids = {
        one.path: one.invitation_id
        or of_events.get((one.event_id or 0, one.given.survey.survey_id), 0)
        for one in invited
    }
    wanted = sorted(set(ids.values()))
    rows = await tx.fetch("answering.invitations", wanted) if wanted else []
    found = {int(row["id"]): row for row in rows}
    wrong = [flaw for one in invited if (flaw := _flaw(one, found.get(ids[one.path])))]
    if wrong:
        raise InvalidInput(*wrong[:20])
    return {path: found[number] for path, number in ids.items()}


def _flaw(one: Invited, invitation: Row | None) -> FieldError | None:
    """Why the invitation cannot take the answer."""
    survey = one.given.survey
    if invitation is None or int(invitation["survey_id"]) != survey.survey_id:
        key = survey.definition.key
        return FieldError(one.path, f"there is no such invitation to {key!r}; name the customer")
    if invitation["state"] == "withdrawn":
        return FieldError(one.path, "the invitation was withdrawn")
    if int(invitation["expires_at"]) <= to_micros(one.given.at):
        when = f"{from_micros(int(invitation['expires_at'])):%Y-%m-%d %H:%M} UTC"
        return FieldError(one.path, f"the invitation had expired by then, on {when}")
    return None


async def _standings(
    tx: Transaction, invitations: Sequence[Row], invited: Sequence[Invited]
) -> dict[int, Standing]:
    ids = sorted({int(row["id"]) for row in invitations})
    rows = await tx.fetch("answering.responses", ids) if ids else []
    found = {int(row["invitation_id"]): Standing.of(row) for row in rows}
    for row, one in zip(invitations, invited, strict=True):
        found.setdefault(int(row["id"]), Standing.new(row, one.given.channel))
    return found


def _take(
    one: Invited, invitation: Row, standings: Mapping[int, Standing]
) -> Literal["recorded", "duplicate"]:
    standing, given = standings[int(invitation["id"])], one.given
    if standing.counts and standing.evidence == "explicit":
        return "duplicate"
    at, now = to_micros(given.at), to_micros(given.now)
    standing.take(given.score, given.comment, given.answers, "explicit", at, now)
    look_into(standing, given)
    return "recorded"
