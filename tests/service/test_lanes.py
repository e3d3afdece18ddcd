"""Which lane a message takes, told without any channel; with real relays in test_relays.py."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import Random

import pytest

from notifiers.errors import OutcomeUnknown, Refused, SendError, TryLater
from notifiers.lane import Lane
from service.lanes import AWAY, Lanes
from service.passage import BEHIND, Found, Passage
from surveys import buckets
from surveys.breaker import FIRST_PAUSE, LONGEST_PAUSE, SLOWING, TRIAL
from surveys.database import Database
from surveys.delivery import Outcome
from surveys.errors import Unavailable
from surveys.instant import to_micros
from tests.cast import NOW, column, customer, event, happen, outbox, publish, survey

DOWN = TryLater("connect: refused", channel_wide=True)
BUSY = TryLater("mail: 421 busy", "421", channel_wide=True)
LOST = OutcomeUnknown("body: the line broke")
BROKEN = TryLater("mail: the line broke")
DENIED = Refused("rcpt: 554 5.7.1 Relay access denied", "554", by_policy=True)
MANY = TryLater("data: 454 Throttling failure", "454", channel_wide=True, throttled=True)
STRANGER = TryLater("mail: 553 5.7.1 sender not owned", "553", channel_wide=True)
BRAND = {"name": "Acme", "mail_from": "ask@brand.example"}
FIRST, SECOND = Lane("first:25"), Lane("second:25")


@dataclass
class Sender:
    """One worker: claims, finds a lane for each, and says what came of it."""

    database: Database
    lanes: Lanes
    name: str = "worker-1"
    sent: list[tuple[datetime, Passage]] = field(default_factory=list)
    waited: int = 0

    async def ways(self, now: datetime = NOW, free: int = 8) -> list[Found]:
        found: list[Found] = []
        for channels, most in await self.lanes.room(now, free):
            due = await outbox(self.database, self.name).claim(channels, now, most)
            found += await self.lanes.admit(due, now)
        return found

    async def hear(self, way: Found, error: SendError | None = None, at: datetime = NOW) -> Found:
        assert isinstance(way, Passage)
        state = {TryLater: "queued", OutcomeUnknown: "unknown", Refused: "failed"}
        outcome = Outcome(way.due, state[type(error)] if error else "sent")  # type: ignore[arg-type]
        return await self.lanes.heard(way, outcome, error, at)

    async def work(self, now: datetime) -> None:
        """Everything goes well."""
        for found in await self.ways(now):
            if isinstance(found, Passage):
                self.sent.append((now, found))
                found = Outcome(found.due, "sent")
            else:
                self.waited += 1
            await outbox(self.database, self.name).record([found], now)


@dataclass
class Mail:
    """A channel that is never asked to send."""

    lanes: Sequence[Lane]


def sender(database: Database, *lanes: Lane, name: str = "worker-1") -> Sender:
    return Sender(database, Lanes(database, {"email": Mail(lanes)}, lambda: None, Random(1)), name)


async def waiting(database: Database, *addresses: str, **fields: object) -> None:
    """So many mails are due."""
    await publish(database, survey(channels=["email"], **fields))
    people = [customer(number, email=one) for number, one in enumerate(addresses)]
    await happen(database, *(event(number, customer=one) for number, one in enumerate(people)))


def people(count: int, domain: str = "example.com") -> list[str]:
    return [f"{number}@{domain}" for number in range(count)]


def lane_of(found: Found) -> str:
    return found.lane.name if isinstance(found, Passage) else "none"


async def test_without_rates_and_trouble_everything_takes_the_first(database: Database) -> None:
    await waiting(database, *people(10))
    found = await sender(database, FIRST, SECOND).ways()
    assert [lane_of(one) for one in found] == ["first:25"] * 8
    assert await column(database, "SELECT bucket FROM pace") == []


async def test_what_meets_trouble_takes_the_next_lane_and_so_do_all_after_it(
    database: Database,
) -> None:
    await waiting(database, *people(3))
    one = sender(database, FIRST, SECOND)
    ways = await one.ways(free=2)
    assert [lane_of(await one.hear(way, DOWN)) for way in ways] == ["second:25"] * 2
    assert [lane_of(way) for way in await one.ways()] == ["second:25"]


@pytest.mark.parametrize("error", [DOWN, BUSY])
async def test_without_another_lane_it_waits_for_the_end_of_the_pause_and_of_those_in_it(
    database: Database, error: TryLater
) -> None:
    await waiting(database, *people(3))
    one = sender(database, FIRST)
    ways = await one.ways(free=2)
    for way in ways:
        outcome = await one.hear(way, error)
        assert isinstance(outcome, Outcome)
        assert (outcome.state, outcome.until) == ("queued", NOW + FIRST_PAUSE + BEHIND)
        assert error.reason in (outcome.error or "")
    assert await one.lanes.room(NOW, 8) == []


async def test_another_worker_knows_of_the_pause(databases: list[Database]) -> None:
    await waiting(databases[0], *people(3))
    one, other = sender(databases[0], FIRST), sender(databases[-1], FIRST, name="worker-2")
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    assert await other.ways() == []


async def test_after_the_pause_one_message_tries_for_all_workers(
    databases: list[Database],
) -> None:
    await waiting(databases[0], *people(12))
    one = sender(databases[0], FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    others = [sender(databases[n % len(databases)], FIRST, name=f"w-{n}") for n in range(4)]
    found = [one for some in await asyncio.gather(*(o.ways(later) for o in others)) for one in some]
    [trial] = [one for one in found if isinstance(one, Passage)]
    assert trial.trial
    waits = {one.until for one in found if isinstance(one, Outcome)}
    assert waits <= {later + TRIAL, later + SLOWING}
    assert await others[0].lanes.room(later, 8) == []


async def test_a_trial_that_goes_well_lets_everybody_go_on(database: Database) -> None:
    await waiting(database, *people(9))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    assert isinstance(await one.hear(trial, at=later), Outcome)
    assert [lane_of(way) for way in await one.ways(later)] == ["first:25"] * 7


async def test_a_trial_that_goes_well_late_counts_although_others_try_meanwhile(
    databases: list[Database],
) -> None:
    """A relay may need longer for a mail than a trial is waited for."""
    await waiting(databases[0], *people(4))
    one, other = sender(databases[0], FIRST), sender(databases[-1], FIRST, name="worker-2")
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    [_] = await other.ways(later + TRIAL)
    assert await other.ways(later + TRIAL) == []
    await one.hear(trial, at=later + TRIAL)
    assert lane_of((await one.ways(later + TRIAL))[0]) == "first:25"


@pytest.mark.parametrize("error", [BUSY, LOST, OutcomeUnknown("an error", "503")])
async def test_a_trial_that_does_not_makes_the_pause_longer(
    database: Database, error: SendError
) -> None:
    await waiting(database, *people(3))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    await one.hear(trial, error, later)
    assert await one.lanes.room(later + FIRST_PAUSE, 8) == []
    assert await one.lanes.room(later + 2 * FIRST_PAUSE, 8) == [(["email"], 1)]


async def test_a_trial_that_is_refused_for_its_address_proves_the_lane_well(
    database: Database,
) -> None:
    await waiting(database, *people(3))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    await one.hear(trial, Refused("rcpt: 550", "550"), later)
    assert await one.lanes.room(later, 8) == [(["email"], 8)]


async def test_while_the_first_lane_is_tried_the_others_take_the_second(
    database: Database,
) -> None:
    await waiting(database, *people(5))
    one = sender(database, FIRST, SECOND)
    [way] = await one.ways(free=1)
    assert lane_of(await one.hear(way, BUSY)) == "second:25"
    found = await one.ways(NOW + FIRST_PAUSE)
    assert [lane_of(way) for way in found] == ["first:25"] + ["second:25"] * 3
    assert lane_of(await one.hear(found[0], BUSY, NOW + FIRST_PAUSE)) == "second:25"


async def test_a_line_that_breaks_once_says_nothing_about_the_lane(database: Database) -> None:
    await waiting(database, *people(2))
    one = sender(database, FIRST, SECOND)
    [way] = await one.ways(free=1)
    again = await one.hear(way, BROKEN)
    assert lane_of(again) == "first:25"
    assert isinstance(await one.hear(again), Outcome)
    assert lane_of((await one.ways())[0]) == "first:25"


async def test_a_line_that_breaks_twice_is_a_try_and_pauses_the_lane(database: Database) -> None:
    """It may be the message that the relay chokes on, so it must not go on for ever."""
    await waiting(database, *people(2))
    one = sender(database, FIRST, SECOND)
    [way] = await one.ways(free=1)
    outcome = await one.hear(await one.hear(way, BROKEN), BROKEN)
    assert isinstance(outcome, Outcome)
    assert outcome.until is None
    assert lane_of((await one.ways())[0]) == "second:25"


async def test_a_trial_whose_line_breaks_twice_costs_the_message_no_try(
    database: Database,
) -> None:
    await waiting(database, *people(2))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    again = await one.hear(trial, BROKEN, later)
    assert lane_of(again) == "first:25"
    outcome = await one.hear(again, BROKEN, later)
    assert isinstance(outcome, Outcome)
    assert outcome.until == later + 2 * FIRST_PAUSE + BEHIND


@pytest.mark.parametrize("lost", [LOST, OutcomeUnknown("an error of its own", "503")])
async def test_two_in_a_row_of_which_nobody_knows_whether_they_were_taken_pause_the_lane(
    database: Database, lost: OutcomeUnknown
) -> None:
    """An outage must not eat the queue; a line that breaks now and then holds up nobody."""
    await waiting(database, *people(12))
    one = sender(database, FIRST)
    for error in (lost, None, lost):
        [way] = await one.ways(free=1)
        await one.hear(way, error)
    [way] = await one.ways(free=1)
    outcome = await one.hear(way, lost)
    assert isinstance(outcome, Outcome)
    assert outcome.state == "unknown"
    assert await one.lanes.room(NOW, 8) == []


async def test_five_in_a_row_that_are_denied_by_policy_pause_the_lane(database: Database) -> None:
    """A wrong login, or none, must not empty the queue; the fifth mail is put back."""
    await waiting(database, *people(20))
    one = sender(database, FIRST)
    for error in [*[DENIED] * 4, None, *[DENIED] * 4]:
        [way] = await one.ways(free=1)
        outcome = await one.hear(way, error)
        assert isinstance(outcome, Outcome)
        assert outcome.state == ("failed" if error else "sent")
    [way] = await one.ways(free=1)
    outcome = await one.hear(way, DENIED)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.code) == ("queued", "554")
    assert await one.lanes.room(NOW, 8) == []


async def test_a_trial_that_is_denied_by_policy_is_put_back(database: Database) -> None:
    await waiting(database, *people(2))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    later = NOW + FIRST_PAUSE
    [trial] = await one.ways(later)
    outcome = await one.hear(trial, DENIED, later)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.until) == ("queued", later + LONGEST_PAUSE)
    assert await one.lanes.room(later, 8) == []


async def test_a_message_whose_sender_is_refused_lets_others_try_before_it(
    database: Database,
) -> None:
    await waiting(database, *people(1))
    one = sender(database, FIRST)
    [way] = await one.ways()
    refused = TryLater("mail: 550 not your address", "550", channel_wide=True)
    outcome = await one.hear(way, refused)
    assert isinstance(outcome, Outcome)
    assert (outcome.code, outcome.until) == ("550", NOW + LONGEST_PAUSE)
    assert await one.lanes.room(NOW + FIRST_PAUSE, 8) == [(["email"], 1)]


async def test_a_sender_of_a_surveys_own_that_a_relay_does_not_know_pauses_nothing(
    database: Database,
) -> None:
    await waiting(database, *people(3), brand=BRAND)
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    outcome = await one.hear(way, STRANGER)
    assert isinstance(outcome, Outcome)
    assert (outcome.state, outcome.until) == ("queued", NOW + LONGEST_PAUSE)
    assert (outcome.code, outcome.error) == ("553", STRANGER.reason)
    assert await one.lanes.room(NOW, 8) == [(["email"], 8)]
    [way] = await one.ways(free=1)
    await one.hear(way, BUSY)
    [trial] = await one.ways(NOW + FIRST_PAUSE)
    await one.hear(trial, STRANGER, NOW + FIRST_PAUSE)
    assert await one.lanes.room(NOW + FIRST_PAUSE, 8) == [(["email"], 8)]


async def test_another_relay_may_know_a_surveys_own_sender(database: Database) -> None:
    await waiting(database, *people(2), brand=BRAND)
    one = sender(database, FIRST, SECOND)
    [way] = await one.ways(free=1)
    assert lane_of(await one.hear(way, STRANGER)) == "second:25"
    assert lane_of((await one.ways())[0]) == "first:25"


async def test_a_relay_that_throttles_is_halved_where_it_has_a_rate(database: Database) -> None:
    await waiting(database, *people(40))
    one = sender(database, replace(FIRST, per_second=10.0))
    [*_, way] = await one.ways()
    outcome = await one.hear(way, MANY)
    assert isinstance(outcome, Outcome)
    assert outcome.until == NOW + SLOWING + BEHIND
    for turn in range(20):
        await one.work(NOW + timedelta(milliseconds=100 * turn))
    assert 8 <= len(one.sent) <= 11


async def test_a_relay_that_throttles_is_paused_where_it_has_no_rate(database: Database) -> None:
    await waiting(database, *people(2))
    one = sender(database, FIRST)
    [way] = await one.ways(free=1)
    outcome = await one.hear(way, MANY)
    assert isinstance(outcome, Outcome)
    assert outcome.until == NOW + FIRST_PAUSE + BEHIND


async def test_workers_together_keep_the_rate_and_claim_no_more_than_that(
    databases: list[Database],
) -> None:
    await waiting(databases[0], *people(60))
    lane = replace(FIRST, per_second=10.0)
    workers = [sender(databases[n % len(databases)], lane, name=f"w-{n}") for n in range(2)]
    for turn in range(60):
        now = NOW + timedelta(milliseconds=50 * turn)
        await asyncio.gather(*(one.work(now) for one in workers))
    went = sorted(at for one in workers for at, _ in one.sent)
    assert 29 <= len(went) <= 32
    for first, start in enumerate(went):
        for count, end in enumerate(went[first:], 1):
            assert (count - 1) * 0.1 <= (end - start).total_seconds() + 0.1 + 1e-9
    assert sum(one.waited for one in workers) <= 60  # at most the other's one, each turn
    assert await column(databases[0], "SELECT DISTINCT due_at FROM message") == [to_micros(NOW)]


async def test_what_one_relay_has_no_room_for_goes_to_the_next(database: Database) -> None:
    """So a new relay warms up beside the old one."""
    await waiting(database, *people(8))
    new = Lane("new:25", warm_up=NOW.date(), warm_up_per_hour=60)
    found = await sender(database, new, SECOND).ways()
    assert [lane_of(one) for one in found] == ["new:25"] + ["second:25"] * 7


async def test_a_full_domain_holds_up_nobody_else(database: Database) -> None:
    """Thousands of them are first in the queue, and are not claimed one by one."""
    await waiting(database, *people(300, "full.example"), "ann@other.example")
    one = sender(database, replace(FIRST, domain_per_minute=60.0))
    for _ in range(3):
        await one.work(NOW)
    to = [way.due.email or "" for _, way in one.sent]
    assert sorted(address.partition("@")[2] for address in to) == [
        "full.example",
        "full.example",
        "other.example",
    ]
    assert one.waited < 10
    for second in range(1, 20):
        await one.work(NOW + timedelta(seconds=second))
    assert len(one.sent) == 3 + 19
    assert one.waited < 10
    assert set(await column(database, "SELECT attempts FROM message")) == {0, 1}
    reasons = await column(database, "SELECT error FROM message WHERE state = 'queued'")
    assert set(reasons) == {"waits for room: first:25 takes 60 a minute for one domain"}


async def test_what_is_claimed_is_put_back_when_the_database_goes_away(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(*_: object) -> None:
        raise Unavailable("gone")

    await waiting(database, *people(2))
    one = sender(database, replace(FIRST, domain_per_minute=60.0))
    monkeypatch.setattr(buckets, "take", away)
    found = await one.ways()
    assert [(way.state, way.until) for way in found if isinstance(way, Outcome)] == [
        ("queued", NOW + AWAY)
    ] * 2
