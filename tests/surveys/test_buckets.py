import asyncio
from datetime import timedelta

from surveys import buckets
from surveys.database import Database
from surveys.instant import from_micros, to_micros
from surveys.pacing import FURTHEST, Bucket, Full, Pace
from tests.cast import NOW, claim, column, customer, event, happen, publish, rows, survey

SECOND = 1_000_000
RATE = Pace("relay", SECOND // 10, SECOND // 10)


async def test_many_workers_together_keep_the_rate(databases: list[Database]) -> None:
    """Each asks for more than there is room for, sixty times within three seconds."""
    went: list[int] = []

    async def worker(number: int) -> None:
        for turn in range(60):
            now = NOW + timedelta(milliseconds=50 * turn)
            database = databases[number % len(databases)]
            told = await buckets.take(database, [[[RATE]]] * 3, now)
            went.extend(to_micros(now) for one in told if one == 0)

    await asyncio.gather(*(worker(number) for number in range(4)))
    went.sort()
    assert len(went) >= 30
    for first, start in enumerate(went):
        for count, end in enumerate(went[first:], 1):
            assert (count - 1) * RATE.interval <= end - start + RATE.slack


async def test_what_is_full_is_so_for_everybody(databases: list[Database]) -> None:
    pace = Pace("relay", SECOND, 0)
    told = [(await buckets.take(one, [[[pace]]], NOW))[0] for one in (databases * 3)[:3]]
    start = to_micros(NOW)
    assert told == [0, Full(start + SECOND, pace), Full(start + 2 * SECOND, pace)]
    found = await buckets.read(databases[-1], ["relay", "another"])
    assert found == {"relay": Bucket(start + SECOND, start + 3 * SECOND), "another": Bucket()}


async def test_an_empty_bucket_is_forgotten_and_no_other(database: Database) -> None:
    quick, slow = Pace("quick", SECOND, 0), Pace("slow", 60 * SECOND, 0)
    await buckets.take(database, [[[quick, slow]]], NOW)
    assert await buckets.forget(database, NOW) == 0
    assert await buckets.forget(database, NOW + timedelta(seconds=1)) == 1
    assert await column(database, "SELECT bucket FROM pace") == ["slow"]
    await buckets.take(database, [[[slow]]], NOW)  # full, so a place is booked
    assert await buckets.forget(database, NOW + timedelta(seconds=60)) == 0


async def test_those_who_wait_for_a_domain_are_out_of_the_way_of_others(
    database: Database,
) -> None:
    await publish(database, survey())
    to = ["a@full.example", "b@other.example", "c@full.example", "d@notfull.example"]
    people = [customer(number, email=address) for number, address in enumerate(to)]
    await happen(database, *(event(n, customer=one) for n, one in enumerate(people)))
    await happen(database, event(9, customer=customer(9, email=None)))  # by SMS
    pace = Pace("relay full.example", 60 * SECOND, 0)
    await buckets.take(database, [[[pace]]], NOW)
    assert await buckets.postpone(database, pace, "email", "full.example", "is full", NOW) == 2
    waiting = await rows(database, "SELECT due_at, error, attempts FROM message WHERE due_at > $1 "
                         "ORDER BY due_at", to_micros(NOW))  # fmt: skip
    minute = timedelta(minutes=1)
    assert [from_micros(one["due_at"]) for one in waiting] == [NOW + minute, NOW + 2 * minute]
    assert {(one["error"], one["attempts"]) for one in waiting} == {("is full", 0)}
    due = await claim(database)
    assert [one.email for one in due if one.channel == "email"] == [to[1], to[3]]
    assert len(due) == 3
    [full] = await buckets.take(database, [[[pace]]], NOW)
    assert isinstance(full, Full)
    assert from_micros(full.until) == NOW + 3 * minute


async def test_nobody_waits_for_a_domain_for_longer_than_ten_minutes_before_asking_again(
    database: Database,
) -> None:
    """The rate may have been a mistake, and be corrected meanwhile."""
    await publish(database, survey())
    people = [customer(number, email=f"{number}@full.example") for number in range(5)]
    await happen(database, *(event(n, customer=one) for n, one in enumerate(people)))
    pace = Pace("relay full.example", 400 * SECOND, 0)
    await buckets.take(database, [[[pace]]], NOW)
    assert await buckets.postpone(database, pace, "email", "full.example", "is full", NOW) == 5
    waits = [one - to_micros(NOW) for one in await column(database, "SELECT due_at FROM message")]
    assert sorted(waits) == [400 * SECOND] + [FURTHEST] * 4
