"""Six weeks at a help desk, in which everything happens that the dashboard can tell. It is the same
on each day that a test runs: the clock stands at NOW, and chance has a fixed seed.

    await fill(database)        the survey `support`, its tickets, answers, clicks and an alert
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from surveys import rollups, searching
from surveys.clicking import Logged
from surveys.database import Database
from surveys.event import Customer, EventBody
from surveys.evidence import NONE, Click
from surveys.instant import to_micros
from tests.cast import (
    NOW,
    answer,
    column,
    customer,
    happen,
    note_clicks,
    publish,
    rows,
    run,
    send_all,
    survey,
)

KEY, VIEW = "support", "/?survey=support"
SENT = "SELECT token, CAST(segments AS TEXT) AS segments FROM invitation WHERE sent_at = $1"
UNANSWERED = """SELECT id FROM invitation
WHERE answered_at IS NULL AND sent_at IS NOT NULL AND NOT folded ORDER BY id LIMIT 2"""
DAYS, TICKETS_A_DAY = 42, 3
AGENTS = ("Ani", "Budi", "Citra", None)
BAD = "Budi"
GOOD_WORDS = ("Solved in five minutes, thank you!", "Friendly and quick.", "شكرا، خدمة ممتازة.")
SOME_WORDS = ("It was fine.", "Could be a little faster.")
BAD_WORDS = (
    "A long wait, and nobody knew why.",
    "I had a long wait for a short answer.",
    "Long wait again.\n\nPlease call me next time.",
    "The parcel was damaged.",
)
SURVEY: dict[str, Any] = {
    "name": "After a resolved ticket",
    "trigger": {"on": "ticket.resolved"},
    "channels": ["email"],
    "segments": ["agent", "team"],
    "quiet_hours": {"from": "22:00", "to": "08:00"},
    "throttle": {"days": 9},
    "brand": {"name": "Kopi Kita", "color": "#7a4a2b"},
    "texts": {
        "en": {"question": "How likely are you to recommend us?"},
        "ar": {"question": "ما مدى احتمال أن توصي بنا؟"},
    },
}


@dataclass
class Desk:
    """What happens there, day by day."""

    database: Database
    chance: Random
    number: int = 0

    async def day(self, at: datetime) -> None:
        """Tickets are created, replied to and resolved; some whom they asked answer."""
        tickets = [[*self._ticket(at)] for _ in range(TICKETS_A_DAY)]
        await happen(self.database, *(event for ticket in tickets for event in ticket), now=at)
        await send_all(self.database, at)
        for row in await rows(self.database, f"{SENT} ORDER BY id", to_micros(at)):
            if self.chance.random() < 0.7:
                await self._answer(row["token"], BAD in row["segments"], at)

    def _ticket(self, at: datetime) -> Iterator[EventBody]:
        self.number += 1
        agent, person = AGENTS[self.number % len(AGENTS)], _person(self.number)
        team = ("first line", "second line")[self.number % 2]
        hours = self.chance.uniform(1, 40 if agent == BAD else 10)
        kinds = {"created": hours, "replied": hours / 2, "resolved": 0.0}
        if self.number % 9 == 0:
            kinds |= {"reopened": -0.5}
        for kind, before in kinds.items():
            properties = {"ticket_id": self.number, "team": team}
            yield EventBody.model_validate(
                {
                    "id": f"{kind}-{self.number}",
                    "type": f"ticket.{kind}",
                    "occurred_at": at - timedelta(hours=1 + before),
                    "customer": person,
                    "properties": properties | ({"agent": agent} if agent else {}),
                }
            )

    async def _answer(self, token: str, bad: bool, at: datetime) -> None:
        bad = bad and self.chance.random() < 0.8
        score = self.chance.randint(0, 6) if bad else self.chance.choice((7, 8, 9, 9, 10, 10))
        words = BAD_WORDS if bad else GOOD_WORDS if score > 8 else SOME_WORDS
        comment = self.chance.choice(words) if bad or self.chance.random() < 0.4 else None
        later = at + timedelta(minutes=self.chance.randint(5, 600))
        await answer(self.database, token, score, later, comment=comment)


def _person(number: int) -> Customer:
    """Some come again too soon, live where it is night, or have no address."""
    if number % 10 == 0:
        return customer(number - 3)
    if number % 11 == 0:
        return customer(number, timezone="America/Los_Angeles")
    if number % 13 == 0:
        return customer(number, email=None)
    return customer(number)


async def fill(database: Database) -> None:
    """Everything, up to this morning."""
    first = NOW - timedelta(days=DAYS, hours=4)
    await publish(database, survey(KEY, **SURVEY), first)
    desk = Desk(database, Random(6))
    for day in range(DAYS):
        await desk.day(first + timedelta(days=day, hours=day % 5))
        if day == DAYS // 2:
            await rollups.fold(database)
            await rollups.fold_sent(database)
    while await searching.index(database):
        pass
    await _machines(database)
    await _bounces(database)
    await _drops(database)


async def _machines(database: Database) -> None:
    """A gateway opens every link of three mails, and those of one of them twice."""
    newest = await column(database, "SELECT id FROM invitation ORDER BY id DESC LIMIT 3")
    at = NOW - timedelta(days=1)
    opened = [
        Logged(number, Click("open", score, NONE, f"{number}-{score}-{turn}", at, ()), {})
        for turn, numbers in enumerate((newest, newest[:1]))
        for number in numbers
        for score in range(11)
    ]
    await note_clicks(database, opened)


async def _bounces(database: Database) -> None:
    for number in await column(database, UNANSWERED):
        await run(database, "UPDATE invitation SET state = 'failed' WHERE id = $1", number)


async def _drops(database: Database) -> None:
    await run(
        database,
        "INSERT INTO alert (survey_id, property, value, since, opened_at, strength, before, after)"
        " SELECT id, 'agent', $1, $2, $3, 400, $4, $5 FROM survey",
        BAD,
        to_micros(NOW - timedelta(days=12)),
        to_micros(NOW - timedelta(days=3)),
        '{"9": 30, "7": 10}',
        '{"3": 6, "5": 4, "9": 2}',
    )
