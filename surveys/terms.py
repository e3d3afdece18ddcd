"""What a survey says about its answers: which open a case, and how long they may be changed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from surveys import duration
from surveys.database import Row, Transaction
from surveys.follow_up import FollowUp

Version = tuple[int, int]  # survey and version


@dataclass(frozen=True, slots=True)
class Terms:
    """Of one version. `editable` None: as long as the link works."""

    follow_up: FollowUp | None = None
    editable: timedelta | None = None

    def may_change(self, answered_at: datetime, now: datetime) -> bool:
        """Whether an answer of then may still be changed."""
        return self.editable is None or now <= answered_at + self.editable


async def read(tx: Transaction, versions: Iterable[Version]) -> Mapping[Version, Terms]:
    """The terms of these versions."""
    rows = await tx.fetch("terms.read", [[*one] for one in sorted(set(versions))])
    return {(int(row["survey_id"]), int(row["version"])): _terms(row) for row in rows}


def _terms(row: Row) -> Terms:
    follow_up, editable = row["follow_up"], row["editable"]
    return Terms(
        FollowUp.model_validate_json(follow_up) if follow_up else None,
        duration.parse(editable) if editable else None,
    )
