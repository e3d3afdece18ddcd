"""A mail gateway that opens every link of some messages, as many do."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from random import Random

from surveys.clicking import Logged
from surveys.delivery import Due
from surveys.evidence import Click
from surveys.evidence.grading import grade
from surveys.kinds import kinds

OPENING = 0.06  # of all messages
REQUEST = {"user-agent": "Mozilla/5.0", "accept": "*/*", "method": "GET", "since_sent_seconds": 4}


def opened(sent: Iterable[Due], at: datetime, chance: Random) -> list[Logged]:
    """What the messages of a gateway's customers get, seconds after they went out."""
    behind = [due for due in sent if due.channel == "email" and chance.random() < OPENING]
    return [logged for due in behind for logged in _every_link(due, at)]


def _every_link(due: Due, at: datetime) -> Iterator[Logged]:
    kind = kinds()[due.definition.kind]
    worth, reasons = grade("open", REQUEST)
    for score in range(kind.LOW, kind.HIGH + 1):
        visit = f"sample-{due.message_id}-{score}"
        click = Click("open", score, worth, visit, at + timedelta(seconds=4), tuple(reasons))
        yield Logged(due.invitation_id, click, REQUEST)
