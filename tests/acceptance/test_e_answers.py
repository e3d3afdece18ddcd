"""E3 to E6: answers that come at the same time, to one link and to many."""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise
from random import Random

from surveys import answering, rollups
from surveys.answering import Answer, Verdict
from surveys.database import Database
from surveys.group_commit import GroupCommit
from tests.cast import (
    NOW,
    column,
    event,
    happen,
    outbox,
    publish,
    rows,
    send_all,
    survey,
    value,
)
from tests.service.house import House, nonce_of, purchase

PEOPLE, VOTES, VOTERS = 100, 1000, 32
OVER = NOW + timedelta(days=7)


async def test_e3_one_link_answered_a_hundred_times_at_once_is_one_response(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    form = {"score": 9, "nonce": nonce_of((await house.web.get(f"{path}/9")).text)}
    answers = await asyncio.gather(*(house.web.post(path, data=form) for _ in range(100)))
    assert {answer.status_code for answer in answers} == {200}
    pages = {re.sub(r'name="nonce" value="[^"]+"', "", answer.text) for answer in answers}
    assert len(pages) == 1
    assert [one["score"] for one in await house.responses()] == [9]
    assert await house.count("SELECT COUNT(*) FROM response_change") == 1


async def test_e4_every_score_ten_times_at_once_leaves_the_last_and_its_history(
    house: House,
) -> None:
    await house.publish()
    path = await house.invited(1)
    nonce = nonce_of((await house.web.get(path)).text)
    scores = [score for score in range(1, 11) for _ in range(10)]
    Random(4).shuffle(scores)
    forms = [{"score": score, "nonce": nonce} for score in scores]
    answers = await asyncio.gather(*(house.web.post(path, data=form) for form in forms))
    assert {answer.status_code for answer in answers} == {200}
    history = await rows(
        house.engine.database, "SELECT score, delta FROM response_change ORDER BY id"
    )
    [response] = await house.responses()
    given = [row["score"] for row in history if row["delta"] == 1]
    taken_back = [row["score"] for row in history if row["delta"] == -1]
    assert given[-1] == response["score"]
    assert taken_back == given[:-1]  # each score that was replaced, in its order
    assert len(given) <= 100
    assert all(one != other for one, other in pairwise(given))
    assert (await house.scores())["total"]["counts"][str(response["score"])] == 1


async def test_e5_of_answer_expiry_and_withdrawal_at_once_one_is_first(
    databases: list[Database],
) -> None:
    """Erasing a contact, and closing a survey early, are not there yet."""
    first = databases[0]
    await publish(first, survey(expires="7d", withdraw_on="ticket.reopened"))
    people = range(60)
    await happen(first, *(event(person) for person in people))
    await send_all(first)
    ids = [int(one) for one in await column(first, "SELECT id FROM invitation ORDER BY id")]
    said: dict[int, str] = {}

    async def vote(number: int) -> None:
        early = timedelta(seconds=1) if number % 3 else timedelta()
        given = Answer(ids[number], 9, OVER - early)
        [said[ids[number]]] = await answering.record(databases[number % len(databases)], [given])

    async def expire() -> None:
        for database in databases:
            await outbox(database).expire(OVER)
            await asyncio.sleep(0)

    async def withdraw() -> None:
        reopened = [event(9000 + n, n, type="ticket.reopened") for n in people if n % 2]
        for number in range(0, len(reopened), 5):
            await happen(databases[-1], *reopened[number : number + 5], now=NOW)

    await asyncio.gather(*(vote(number) for number in people), expire(), withdraw())
    await outbox(first).expire(OVER)
    ended = {
        int(row["id"]): (row["state"], row["score"])
        for row in await rows(
            first,
            "SELECT i.id, i.state, r.score FROM invitation AS i "
            "LEFT JOIN response AS r ON r.invitation_id = i.id",
        )
    }
    legal = {
        "recorded": {("answered", 9)},
        "expired": {("expired", None), ("withdrawn", None)},  # open when it was too late
        "withdrawn": {("withdrawn", None)},
    }
    assert [one for one in ids if ended[one] not in legal[said[one]]] == []
    assert Counter(said.values())["expired"] >= 20
    counted = await value(first, "SELECT COALESCE(SUM(delta), 0) FROM response_change")
    assert counted == Counter(said.values())["recorded"]


async def test_e6_every_reading_adds_up_while_a_thousand_answers_are_written(
    house: House,
) -> None:
    await house.publish(delay="1h")
    stores = [{"store": f"store {number % 3}"} for number in range(PEOPLE)]
    await house.post([purchase(n, properties=one) for n, one in enumerate(stores)])

    async def invited() -> list[int] | None:
        found = await column(house.engine.database, "SELECT id FROM invitation")
        return [int(one) for one in found] if len(found) == PEOPLE else None

    ids, chance = await house.until(invited), Random(6)
    commit = GroupCommit[Answer, Verdict](
        lambda given: answering.record(house.engine.database, given)
    )
    votes = iter([(chance.choice(ids), chance.randrange(11)) for _ in range(VOTES)])

    async def voter() -> None:
        for one, score in votes:
            said = Answer(one, score, house.clock(), visit="one tab")
            assert await commit.submit(said) == "recorded"

    voting = [asyncio.create_task(voter()) for _ in range(VOTERS)]
    seen = [0]
    while not all(task.done() for task in voting):
        await rollups.fold(house.engine.database, 50)
        seen.append(await reading(house))
    await asyncio.gather(*voting)
    assert seen == sorted(seen)
    assert len(set(seen)) > 2
    recount = "SELECT score, COUNT(*) AS n FROM response GROUP BY score"
    counts = {str(row["score"]): row["n"] for row in await rows(house.engine.database, recount)}
    total = (await house.scores())["total"]
    assert {score: n for score, n in total["counts"].items() if n} == counts
    assert await reading(house) == sum(counts.values())


async def reading(house: House) -> int:
    """The number of answers, once it has been seen to add up by score and by segment."""
    report = await house.scores(group_by="store", interval="none")
    total = report["total"]
    assert sum(total["counts"].values()) == total["n"]
    assert sum(one["n"] for one in report["series"]) == total["n"]
    return int(total["n"])
