import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest

from surveys.answering import CHANGES_WITHIN, MOST_CHANGES, Answer, record
from surveys.clicking import Logged
from surveys.database import Database
from surveys.evidence import BARE, SCRIPTED, Click
from surveys.group_commit import GroupCommit
from surveys.instant import to_micros
from surveys.settling import settle_due
from tests.cast import (
    NOW,
    answer,
    claim,
    column,
    event,
    happen,
    invitation_of,
    invite,
    note_clicks,
    outbox,
    publish,
    retract,
    rows,
    send_all,
    survey,
    value,
)

RESPONSE = "SELECT score, comment, answers, evidence, answered_at, deleted_at FROM response"
LEDGER = "SELECT score, delta, at, previous FROM response_change ORDER BY id"
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def token(database: Database) -> str:
    """The answer token of a customer who was asked a minute ago."""
    await publish(database, survey())
    [found] = await invite(database, properties={"store": "A"})
    return found


async def counted(database: Database) -> list[tuple[int, int]]:
    return [(row["score"], row["delta"]) for row in await rows(database, LEDGER)]


async def the_response(database: Database) -> dict[str, Any]:
    [row] = await rows(database, RESPONSE)
    return row


async def test_an_answer_is_a_response_and_counts_once(database: Database, token: str) -> None:
    answers = {"why": ["slow", "rude"], "more": "…"}
    assert await answer(database, token, 9, comment="Nice", answers=answers) == "recorded"
    [row] = await rows(database, "SELECT * FROM response")
    assert (row["score"], row["comment"], row["channel"]) == (9, "Nice", "email")
    assert json.loads(row["answers"]) == answers
    assert json.loads(row["segments"]) == {"store": "A"}
    assert row["answered_at"] == row["updated_at"] == to_micros(NOW)
    assert await counted(database) == [(9, 1)]
    invitation = await rows(database, "SELECT state, answered_at FROM invitation")
    assert invitation == [{"state": "answered", "answered_at": to_micros(NOW)}]
    assert await rows(database, "SELECT action, score, grade FROM click") == [
        {"action": "answer", "score": 9, "grade": 3}
    ]


async def test_the_same_answer_again_changes_nothing(database: Database, token: str) -> None:
    for minutes in range(3):
        await answer(database, token, 9, NOW + minutes * MINUTE, comment="Nice")
    assert await counted(database) == [(9, 1)]


async def test_the_same_answer_a_hundred_times_at_once_counts_once(
    databases: list[Database],
) -> None:
    await publish(databases[0], survey())
    [token] = await invite(databases[0])
    given = [
        Answer(await invitation_of(databases[0], token), 9, NOW, visit=f"v{n}") for n in range(100)
    ]
    verdicts = await asyncio.gather(
        *(record(databases[n % len(databases)], [one]) for n, one in enumerate(given))
    )
    assert {verdict for [verdict] in verdicts} == {"recorded"}
    assert await value(databases[0], "SELECT COUNT(*) FROM response") == 1
    assert await counted(databases[0]) == [(9, 1)]


async def test_nor_do_answers_that_share_a_commit_count_twice(
    database: Database, token: str
) -> None:
    group = GroupCommit[Answer, Any](lambda answers: record(database, answers))
    given = Answer(await invitation_of(database, token), 9, NOW)
    assert set(await asyncio.gather(*(group.submit(given) for _ in range(100)))) == {"recorded"}
    assert await counted(database) == [(9, 1)]


async def test_different_answers_at_once_leave_one_that_counts(databases: list[Database]) -> None:
    await publish(databases[0], survey())
    [token] = await invite(databases[0])
    given = [
        Answer(await invitation_of(databases[0], token), n % 11, NOW, visit="one")
        for n in range(55)
    ]
    await asyncio.gather(
        *(record(databases[n % len(databases)], [one]) for n, one in enumerate(given))
    )
    score = (await the_response(databases[0]))["score"]
    entries = await counted(databases[0])
    balance = {s: sum(delta for one, delta in entries if one == s) for s, _ in entries}
    assert {s: n for s, n in balance.items() if n} == {score: 1}


async def test_an_edit_counts_the_new_score_and_no_longer_the_old_one(
    database: Database, token: str
) -> None:
    await answer(database, token, 9, comment="Nice", answers={"q": 1})
    await answer(database, token, 3, NOW + MINUTE, comment="Well", answers={"q": 2})
    found = await the_response(database)
    assert (found["score"], found["comment"], json.loads(found["answers"])) == (3, "Well", {"q": 2})
    assert found["answered_at"] == to_micros(NOW)
    assert await counted(database) == [(9, 1), (9, -1), (3, 1)]


async def test_what_an_edit_replaced_is_kept(database: Database, token: str) -> None:
    await answer(database, token, 9, comment="Nice", answers={"q": 1})
    await answer(database, token, 9, NOW + MINUTE, comment="Nicer")
    ledger = await rows(database, LEDGER)
    said = {"comment": "Nice", "answers": {"q": 1}, "evidence": "explicit"}
    page = {"page_visit": "", "page_at": to_micros(NOW)}
    assert [json.loads(row["previous"]) for row in ledger if row["delta"] < 0] == [said | page]
    assert await counted(database) == [(9, 1), (9, -1), (9, 1)]


async def test_what_is_not_said_stays_and_what_is_emptied_goes(
    database: Database, token: str
) -> None:
    await answer(database, token, 9, comment="Nice", answers={"q": 1})
    await answer(database, token, 8, NOW + MINUTE)
    found = await the_response(database)
    assert (found["comment"], json.loads(found["answers"])) == ("Nice", {"q": 1})
    await answer(database, token, 8, NOW + 2 * MINUTE, comment="", answers={})
    found = await the_response(database)
    assert (found["comment"], found["answers"]) == (None, None)


async def test_answers_of_one_batch_are_taken_in_order(database: Database) -> None:
    await publish(database, survey())
    one, two = [await invitation_of(database, token) for token in await invite(database, 2)]
    batch = [Answer(one, 1, NOW), Answer(two, 2, NOW), Answer(one, 3, NOW), Answer(one, 4, NOW)]
    assert await record(database, batch) == ["recorded"] * 4
    assert await column(database, "SELECT score FROM response ORDER BY invitation_id") == [4, 2]
    assert sorted(await counted(database)) == [(1, -1), (1, 1), (2, 1), (3, -1), (3, 1), (4, 1)]


async def test_an_expired_invitation_takes_no_answer(database: Database, token: str) -> None:
    end = NOW + timedelta(days=28)
    assert await answer(database, token, 9, end) == "expired"
    await outbox(database).expire(end)
    assert await answer(database, token, 9, NOW) == "expired"
    assert await counted(database) == []


async def test_a_withdrawn_invitation_takes_no_answer(database: Database) -> None:
    await publish(database, survey(withdraw_on="order.cancelled"))
    await happen(database, event(1, 1))
    token = await value(database, "SELECT token FROM invitation")
    await happen(database, event(2, 1, type="order.cancelled"))
    assert await answer(database, token, 9) == "withdrawn"
    assert await counted(database) == []


async def test_an_answer_stops_being_changed_when_the_survey_has_expired(
    database: Database, token: str
) -> None:
    await answer(database, token, 9)
    assert await answer(database, token, 0, NOW + timedelta(days=28)) == "expired"
    assert await counted(database) == [(9, 1)]


async def test_an_invitation_that_could_not_be_sent_can_be_answered_all_the_same(
    database: Database, token: str
) -> None:
    await database.transact(lambda tx: tx.query("UPDATE invitation SET state = 'failed'", ()))
    assert await answer(database, token, 9) == "recorded"


async def test_one_bad_answer_does_not_disturb_its_neighbours(
    database: Database, token: str
) -> None:
    group = GroupCommit[Answer, Any](lambda answers: record(database, answers))
    good = Answer(await invitation_of(database, token), 9, NOW)
    results = await asyncio.gather(
        group.submit(good), group.submit(Answer(10**9, 1, NOW)), return_exceptions=True
    )
    assert results[0] == "recorded"
    assert isinstance(results[1], KeyError)
    assert await counted(database) == [(9, 1)]


async def burst(database: Database, token: str, begin: Any, scores: str = "012345") -> list[str]:
    """A mail scanner submits the form of each score it finds a link to, once a second."""
    return [
        await answer(database, token, int(score), begin + timedelta(seconds=n), visit=f"m{n}")
        for n, score in enumerate(scores)
    ]


async def balance(database: Database) -> dict[int, int]:
    found: dict[int, int] = {}
    for score, delta in await counted(database):
        found[score] = found.get(score, 0) + delta
    return {score: n for score, n in found.items() if n}


async def test_a_machine_that_submits_every_form_leaves_no_answer(
    database: Database, token: str
) -> None:
    verdicts = await burst(database, token, NOW)
    assert verdicts == ["recorded", "recorded", *["machine"] * 4]
    assert (await the_response(database))["deleted_at"] is not None
    assert await balance(database) == {}


async def test_whom_only_a_machine_has_answered_for_is_still_reminded(database: Database) -> None:
    await publish(database, survey(reminders=[{"after": "3d"}]))
    [token] = await invite(database)
    await burst(database, token, NOW)
    state = "SELECT state, answered_at FROM invitation"
    assert await rows(database, state) == [{"state": "asked", "answered_at": None}]
    assert len(await send_all(database, NOW + timedelta(days=3))) == 1
    await answer(database, token, 9, NOW + timedelta(days=4))
    assert await column(database, "SELECT state FROM invitation") == ["answered"]


async def test_a_machine_in_one_commit_leaves_no_response_at_all(
    database: Database, token: str
) -> None:
    number = await invitation_of(database, token)
    forms = [Answer(number, n, NOW + timedelta(seconds=n), visit=f"m{n}") for n in range(6)]
    assert await record(database, forms) == ["machine"] * 6
    assert await rows(database, RESPONSE) == []


async def test_a_machine_restores_exactly_what_was_there_before(
    database: Database, token: str
) -> None:
    await answer(database, token, 7, comment="Nice", answers={"q": [1]}, visit="person")
    before = await the_response(database)
    await burst(database, token, NOW + 5 * MINUTE)
    assert await the_response(database) == before
    assert await balance(database) == {7: 1}


async def test_a_person_may_answer_after_a_machine(database: Database, token: str) -> None:
    await burst(database, token, NOW)
    assert await answer(database, token, 8, NOW + 5 * MINUTE, visit="person") == "recorded"
    found = await the_response(database)
    assert (found["score"], found["deleted_at"]) == (8, None)
    assert await balance(database) == {8: 1}


async def test_a_machine_after_a_machine_still_restores_the_person_s_answer(
    database: Database, token: str
) -> None:
    await burst(database, token, NOW)
    await answer(database, token, 8, NOW + 5 * MINUTE, comment="Me", visit="person")
    await burst(database, token, NOW + 10 * MINUTE, "98765")
    found = await the_response(database)
    assert (found["score"], found["comment"]) == (8, "Me")
    assert await balance(database) == {8: 1}


async def test_a_machine_that_stumbles_into_the_trap_is_known_at_the_second_form(
    database: Database, token: str
) -> None:
    number = await invitation_of(database, token)
    await note_clicks(database, [Logged(number, Click("trap", None, 0, "m", NOW), {})])
    assert await burst(database, token, NOW, "01") == ["recorded", "machine"]
    assert await balance(database) == {}


async def test_a_person_who_tries_every_score_on_one_page_is_believed(
    database: Database, token: str
) -> None:
    for score in range(11):
        at = NOW + timedelta(seconds=score)
        assert await answer(database, token, score, at, visit="one") == "recorded"
    assert await balance(database) == {10: 1}


async def seen(
    database: Database, token: str, score: int, seconds: float = 0, action: str = "seen"
) -> None:
    """The page's script (or another request) is heard of; it settles after half a minute."""
    at = NOW + timedelta(seconds=seconds)
    click = Click(action, score, SCRIPTED if action == "seen" else BARE, "v", at)
    settle_at = at + timedelta(seconds=30) if action == "seen" else None
    await note_clicks(
        database, [Logged(await invitation_of(database, token), click, {}, settle_at)]
    )


async def test_clicks_alone_never_change_a_score(database: Database, token: str) -> None:
    for score in range(11):
        await seen(database, token, score, score, action="open")
        await seen(database, token, score, score, action="trap")
    assert await settle_due(database, NOW + timedelta(days=1)) == 0
    assert await rows(database, RESPONSE) == []
    assert await counted(database) == []


async def test_what_a_script_saw_counts_when_it_has_settled(database: Database, token: str) -> None:
    await seen(database, token, 9)
    assert await settle_due(database, NOW + timedelta(seconds=29)) == 0
    assert await counted(database) == []
    settled = NOW + timedelta(seconds=31)
    assert await settle_due(database, settled) == 1
    found = await the_response(database)
    assert (found["score"], found["evidence"]) == (9, "scripted")
    assert found["answered_at"] == to_micros(NOW)
    assert await rows(database, "SELECT score, delta, at FROM response_change") == [
        {"score": 9, "delta": 1, "at": to_micros(settled)}
    ]
    assert await settle_due(database, NOW + timedelta(days=1)) == 0


async def test_what_a_script_saw_is_settled_once_by_many_workers(databases: list[Database]) -> None:
    await publish(databases[0], survey())
    for token in await invite(databases[0], 5):
        await seen(databases[0], token, 9)
    later = NOW + MINUTE
    await asyncio.gather(*(settle_due(databases[n % len(databases)], later) for n in range(8)))
    assert await counted(databases[0]) == [(9, 1)] * 5


async def test_a_scanner_that_runs_the_scripts_of_every_link_changes_nothing(
    database: Database, token: str
) -> None:
    for score in range(11):
        await seen(database, token, score, score, action="open")
        await seen(database, token, score, score)
    assert await settle_due(database, NOW + timedelta(days=1)) == 11
    assert await counted(database) == []


async def test_a_scanner_in_the_trap_settles_on_nothing(database: Database, token: str) -> None:
    await seen(database, token, 9)
    await seen(database, token, 9, 5, action="trap")
    await settle_due(database, NOW + MINUTE)
    assert await counted(database) == []


async def test_the_last_score_a_script_saw_counts(database: Database, token: str) -> None:
    await seen(database, token, 9)
    await seen(database, token, 2, 20)
    await settle_due(database, NOW + MINUTE)
    assert await balance(database) == {2: 1}


async def test_what_a_person_sent_outweighs_what_a_script_saw(
    database: Database, token: str
) -> None:
    await seen(database, token, 9)
    await answer(database, token, 4, NOW + timedelta(seconds=10), comment="No")
    await settle_due(database, NOW + MINUTE)
    assert await counted(database) == [(4, 1)]
    await answer(database, token, 5, NOW + 2 * MINUTE)
    assert await balance(database) == {5: 1}


async def test_a_person_confirms_what_a_script_saw(database: Database, token: str) -> None:
    await seen(database, token, 9)
    await settle_due(database, NOW + MINUTE)
    await answer(database, token, 9, NOW + 2 * MINUTE)
    assert (await the_response(database))["evidence"] == "explicit"
    assert await counted(database) == [(9, 1)]


async def test_a_retracted_response_is_kept_and_counts_no_more(
    database: Database, token: str
) -> None:
    await answer(database, token, 9, comment="Nice")
    ids = await column(database, "SELECT id FROM response")
    later = NOW + MINUTE
    for _ in range(2):
        await retract(database, ids, later)
    found = await the_response(database)
    assert (found["score"], found["comment"]) == (9, "Nice")
    assert found["deleted_at"] == to_micros(later)
    assert await counted(database) == [(9, 1), (9, -1)]


async def test_who_answers_before_the_sender_has_noted_it_answers_on_that_channel(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms"]))
    await happen(database, event(1))
    [due] = await claim(database)
    [token] = await column(database, "SELECT token FROM invitation")
    await answer(database, token, 9)
    assert await value(database, "SELECT channel FROM response") == due.channel == "sms"


async def test_an_answer_knows_the_version_and_the_channel_it_came_from(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms"]))
    [token] = await invite(database)
    await publish(database, survey(name="Renamed", channels=["sms"]))
    await answer(database, token, 9)
    assert await rows(database, "SELECT version, channel FROM response") == [
        {"version": 1, "channel": "sms"}
    ]


async def test_an_answer_before_the_message_came_from_the_link_alone(database: Database) -> None:
    await publish(database, survey())
    await happen(database, event(1))
    await answer(database, await value(database, "SELECT token FROM invitation"), 9)
    assert await value(database, "SELECT channel FROM response") == "link"
    assert await send_all(database) == []


async def test_an_answer_is_changed_a_hundred_times_a_day_and_no_more(
    database: Database, token: str
) -> None:
    number = await invitation_of(database, token)
    said = [Answer(number, n % 2, NOW + timedelta(seconds=n), visit="one") for n in range(101)]
    assert await record(database, said[:60]) == ["recorded"] * 60
    assert await record(database, said[60:]) == ["recorded"] * 40 + ["final"]
    assert await value(database, "SELECT COUNT(*) FROM response_change WHERE delta > 0") == 100
    assert MOST_CHANGES == 100
    later = NOW + CHANGES_WITHIN + timedelta(seconds=1)
    assert await answer(database, token, 7, later, visit="one") == "recorded"
    assert (await the_response(database))["score"] == 7
