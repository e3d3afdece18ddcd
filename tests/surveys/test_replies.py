"""What people write back, from the message that asked them to the answer that counts."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from surveys import inbound
from surveys.answering import LONGEST_COMMENT
from surveys.catalogue import Catalogue
from surveys.conversations import OPEN_FOR
from surveys.database import Database
from surveys.definition import Definition
from surveys.delivery import Outcome
from surveys.inbound import Filter
from surveys.replies import Replies, Said
from tests.cast import (
    KEYRING,
    NOW,
    answer,
    claim,
    column,
    customer,
    event,
    happen,
    outbox,
    publish,
    rows,
    send_all,
    survey,
    value,
)

PHONE = "+6281234567890"
SOON = NOW + timedelta(minutes=5)
RESPONSES = "SELECT score, comment, evidence, channel FROM response WHERE deleted_at IS NULL"
QUEUED = "SELECT state, error, attempts FROM message ORDER BY id DESC LIMIT 1"


async def ask(database: Database, number: int = 1, phone: str = PHONE, **overrides: Any) -> None:
    """Somebody with a telephone is asked by SMS, by a survey of the event's own."""
    on = f"event.number-{number}"
    made = survey(f"survey-{number}", **{"channels": ["sms"], "trigger": {"on": on}, **overrides})
    await publish(database, made)
    await happen(database, event(number, type=on, customer=customer(1, phone=phone)))
    await send_all(database, replies=True)


async def say(
    database: Database, text: str, at: datetime = SOON, sid: str = "", **more: Any
) -> str | None:
    """They write back."""

    def labels(_: Definition, __: str) -> Mapping[str, int]:
        return {"Extremely likely": 10}

    replies = Replies(database, Catalogue(database), KEYRING, labels)
    said = Said(**{"channel": "sms", "sender": PHONE, "recipient": "+1500", **more},
                text=text, at=at, provider_id=sid)  # fmt: skip
    return await replies.take(said)


async def answers(database: Database) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in await rows(database, RESPONSES)]


async def test_a_score_is_the_answer_and_the_rest_is_its_comment(database: Database) -> None:
    await ask(database)
    assert await say(database, "9/10 great service") == "answered"
    assert await answers(database) == [(9, "great service", "explicit", "sms")]
    assert await value(database, "SELECT state FROM invitation") == "answered"
    assert await value(database, "SELECT SUM(delta) FROM response_change") == 1


async def test_a_score_by_its_name_or_from_a_button(database: Database) -> None:
    await ask(database)
    assert await say(database, "extremely likely!") == "answered"
    assert await say(database, "Pressed", button="3") == "changed"
    assert [score for score, *_ in await answers(database)] == [3]


async def test_who_writes_again_changes_their_mind_or_adds_a_comment(database: Database) -> None:
    await ask(database)
    assert await say(database, "9") == "answered"
    assert await say(database, "fast delivery") == "commented"
    assert await say(database, "and friendly") == "commented"
    assert await answers(database) == [(9, "fast delivery\nand friendly", "explicit", "sms")]
    assert await say(database, "3") == "changed"
    assert await answers(database) == [(3, "fast delivery\nand friendly", "explicit", "sms")]
    assert await say(database, "2, it broke") == "changed"
    assert await answers(database) == [(2, "it broke", "explicit", "sms")]
    counted = "SELECT score, SUM(delta) AS n FROM response_change GROUP BY score ORDER BY score"
    assert [row["n"] for row in await rows(database, counted)] == [1, 0, 0]


@pytest.mark.parametrize("text", ["11", "8 or 9", "terrible", "", "0 complaints, thank you!"])
async def test_what_is_no_score_answers_nothing_and_is_kept(database: Database, text: str) -> None:
    await ask(database)
    assert await say(database, text) == "unclear"
    assert await answers(database) == []
    assert await value(database, "SELECT text FROM inbound") == text


async def test_an_unclear_text_after_an_answer_changes_nothing(database: Database) -> None:
    await ask(database)
    await say(database, "9")
    for text in ("11", "8 or 7", "", "2 it broke", "1 more thing: lovely staff", "0 complaints!"):
        assert await say(database, text) == "unclear"
    assert await answers(database) == [(9, None, "explicit", "sms")]


async def test_however_many_texts_come_the_comment_stays_as_long_as_one_on_the_page(
    database: Database,
) -> None:
    await ask(database)
    await say(database, "9")
    for letter in "abc":
        assert await say(database, letter * 2000) == "commented"
    [[_, comment, *_]] = await answers(database)
    assert comment == "\n".join(("a" * 2000, "b" * 2000, "c" * 2000))[:LONGEST_COMMENT]
    assert len(await column(database, "SELECT id FROM inbound")) == 4


async def test_the_same_score_again_may_bring_a_comment(database: Database) -> None:
    await ask(database)
    await say(database, "9")
    assert await say(database, "9 thanks to Ani") == "changed"
    assert await answers(database) == [(9, "thanks to Ani", "explicit", "sms")]


async def test_a_comment_by_text_message_never_brings_an_old_score_back(
    databases: list[Database],
) -> None:
    one, other = databases[0], databases[-1]
    await ask(one)
    token = str(await value(one, "SELECT token FROM invitation"))
    for _ in range(15):
        await answer(one, token, 9, SOON)
        both = say(one, "the food was cold"), answer(other, token, 3, SOON)
        texted, _ = await asyncio.gather(*both)
        assert texted == "commented"
        assert [score for score, *_ in await answers(one)] == [3]


async def test_the_same_message_counts_once_however_often_it_comes(
    databases: list[Database],
) -> None:
    await ask(databases[0])
    told = await asyncio.gather(*(say(database, "9 good", sid="SM1") for database in databases * 2))
    assert sorted(told, key=str) == [None] * (len(told) - 1) + ["answered"]
    assert await column(databases[0], "SELECT provider_id FROM inbound") == ["SM1"]


async def test_nobody_guesses_what_a_stranger_or_a_late_reply_is_about(database: Database) -> None:
    await ask(database)
    assert await say(database, "9", sender="+6281999999999") == "unmatched"
    assert await say(database, "9", channel="whatsapp") == "unmatched"
    assert await say(database, "9", at=NOW + OPEN_FOR) == "unmatched"
    assert await answers(database) == []


async def test_who_points_at_the_message_may_come_late(database: Database) -> None:
    await ask(database)
    sid = await value(database, "SELECT provider_id FROM message")
    late = NOW + OPEN_FOR
    assert await say(database, "9", late, sender="+6281999999999", replies_to=sid) == "unmatched"
    assert await say(database, "9", late, replies_to=sid) == "answered"


async def test_what_is_over_or_taken_back_takes_no_answer(database: Database) -> None:
    await ask(database, expires="1d")
    assert await say(database, "9", NOW + timedelta(days=1)) == "closed"
    assert await answers(database) == []


async def test_stop_is_never_an_answer_and_holds_until_start(database: Database) -> None:
    await ask(database)
    assert await say(database, "STOP", wish="stop", sid="SM1") == "stop"
    await ask(database, 2)
    assert await value(database, "SELECT reason FROM decision ORDER BY id DESC LIMIT 1") == (
        "suppressed"
    )
    assert await say(database, "START", wish="start", sid="SM2") == "start"
    assert await say(database, "HELP", wish="help") == "help"
    assert await column(database, "SELECT id FROM suppression") == []
    assert await answers(database) == []
    assert await say(database, "STOP", wish="stop", sid="SM1") is None  # delivered late, again
    assert await column(database, "SELECT id FROM suppression") == []


async def test_stop_holds_and_words_are_kept_where_the_survey_cannot_be_read(
    database: Database,
) -> None:
    await ask(database)
    gone = "UPDATE survey_version SET definition = REPLACE(definition, '\"nps\"', '\"mood\"')"
    await database.transact(lambda tx: tx.query(gone, []))
    assert await say(database, "9") == "unmatched"
    assert await say(database, "STOP", wish="stop") == "stop"
    assert await column(database, "SELECT text FROM inbound ORDER BY id") == ["9", "STOP"]
    assert len(await column(database, "SELECT id FROM suppression")) == 1


WAYS = [
    ("+525512345678", "+5215512345678"),
    ("+541123456789", "+5491123456789"),
    ("+5491123456789", "+541123456789"),
    ("+5531996883193", "+553196883193"),
    ("+553196883193", "+5531996883193"),
]


@pytest.mark.parametrize(("phone", "sender"), WAYS)
async def test_whoever_writes_from_their_number_in_another_form_is_the_same(
    database: Database, phone: str, sender: str
) -> None:
    await ask(database, phone=phone)
    assert await say(database, "9", sender=sender) == "answered"
    assert await say(database, "STOP", sender=sender, wish="stop") == "stop"
    await ask(database, 2, phone=phone)
    assert await value(database, "SELECT reason FROM decision ORDER BY id DESC LIMIT 1") == (
        "suppressed"
    )
    assert await say(database, "START", sender=phone, wish="start") == "start"
    assert await column(database, "SELECT id FROM suppression") == []


async def test_a_reply_proves_that_a_message_of_unknown_outcome_arrived(database: Database) -> None:
    await publish(database, survey(channels=["sms"]))
    await happen(database, event(1, customer=customer(1, phone=PHONE)))
    [due] = await claim(database, replies=True)
    await outbox(database, replies=True).record([Outcome(due, "unknown", error="no answer")], NOW)
    assert await say(database, "9") == "answered"
    assert await value(database, "SELECT state FROM message") == "sent"


async def test_a_reply_that_is_quicker_than_the_senders_record_came_by_its_own_channel(
    database: Database,
) -> None:
    await publish(database, survey(channels=["sms"]))
    await happen(database, event(1, customer=customer(1, phone=PHONE)))
    await claim(database, replies=True)
    assert await say(database, "9") == "answered"
    assert await answers(database) == [(9, None, "explicit", "sms")]


async def test_one_number_is_asked_one_question_at_a_time(database: Database) -> None:
    await ask(database)
    await ask(database, 2)
    [waiting] = await rows(database, QUEUED)
    assert waiting == {
        "state": "queued",
        "error": "another question to this number still waits for its reply",
        "attempts": 0,
    }
    assert await say(database, "9") == "answered"
    [due] = await send_all(database, NOW + timedelta(hours=1), replies=True)
    assert due.definition.key == "survey-2"
    assert await say(database, "4", NOW + timedelta(hours=2)) == "answered"
    assert [score for score, *_ in await answers(database)] == [9, 4]


async def test_one_number_in_two_forms_is_asked_one_question_at_a_time(
    database: Database,
) -> None:
    await ask(database, phone="+541123456789")
    await publish(database, survey("other", channels=["sms"], trigger={"on": "other.event"}))
    other = customer(2, phone="+5491123456789")
    await happen(database, event(2, type="other.event", customer=other))
    assert await send_all(database, replies=True) == []
    assert await say(database, "9", sender="+5491123456789") == "answered"
    [due] = await send_all(database, NOW + timedelta(hours=1), replies=True)
    assert due.definition.key == "other"


async def test_two_questions_that_are_due_together_do_not_go_out_together(
    databases: list[Database],
) -> None:
    database = databases[0]
    for key in ("first", "second", "third"):
        await publish(database, survey(key, channels=["sms"]))
    await happen(database, event(1, customer=customer(1, phone=PHONE)))
    claimed = await asyncio.gather(*(claim(one, limit=2, replies=True) for one in databases))
    assert sum(map(len, claimed)) == 1


async def test_a_question_without_a_reply_holds_the_others_up_for_three_days(
    database: Database,
) -> None:
    await ask(database)
    await ask(database, 2)
    assert await send_all(database, NOW + OPEN_FOR - timedelta(hours=1), replies=True) == []
    [due] = await send_all(database, NOW + OPEN_FOR, replies=True)
    assert due.definition.key == "survey-2"


async def test_a_message_that_failed_holds_nothing_up(database: Database) -> None:
    await publish(database, survey(channels=["sms", "email"]))
    await happen(database, event(1, customer=customer(1, phone=PHONE)))
    [due] = await claim(database, replies=True)
    await outbox(database, replies=True).record([Outcome(due, "failed")], NOW)
    await ask(database, 2)
    assert await value(database, "SELECT state FROM message ORDER BY id DESC LIMIT 1") == "sent"


async def test_a_question_that_was_answered_on_the_page_holds_nothing_up(
    database: Database,
) -> None:
    await ask(database)
    await answer(database, await value(database, "SELECT token FROM invitation"), 9)
    await ask(database, 2)
    assert await value(database, "SELECT state FROM message ORDER BY id DESC LIMIT 1") == "sent"


async def test_mails_wait_for_nobody(database: Database) -> None:
    for key in ("first", "second"):
        await publish(database, survey(key, channels=["email"]))
    await happen(database, event(1))
    assert len(await send_all(database, replies=True)) == 2


async def test_the_list_tells_who_wrote_what_and_what_became_of_it(database: Database) -> None:
    await ask(database)
    await say(database, "9 good")
    await say(database, "hello", sender="+6281999999999")
    [stranger, known], following = await inbound.page(database, Filter())
    assert following is None
    assert (stranger["sender"], stranger["outcome"], stranger["contact"]) == (
        "+6281999999999", "unmatched", None
    )  # fmt: skip
    assert (known["text"], known["outcome"]) == ("9 good", "answered")
    assert (known["survey"], known["contact"]["id"]) == ("survey-1", "customer-1")
    only, _ = await inbound.page(database, Filter(outcome="unmatched"))
    assert [one["id"] for one in only] == [stranger["id"]]
