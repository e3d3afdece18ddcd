from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys import tail
from surveys.catalogue import Catalogue
from surveys.database import Database
from surveys.periods import Period
from surveys.scores import Question
from tests.cast import NOW, answer, invite, publish, retract, survey, value


async def question(database: Database) -> Question:
    [published] = await Catalogue(database).live()
    span = Period(NOW - timedelta(days=1), NOW + timedelta(days=1))
    return Question(published, span, "none", ZoneInfo("UTC"))


async def test_it_reads_what_counts_now_of_the_newest_entries(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await publish(database, survey(throttle=None))
    tokens = await invite(database, 4)
    for score, token in enumerate(tokens):
        await answer(database, token, score, comment=f"{score}")
    await retract(database, [await value(database, "SELECT MAX(id) FROM response")])
    last = await tail.newest(database)

    assert [one.said.score for one in await tail.after(database, 0)] == [0, 1, 2]
    assert [one.said.text for one in await tail.after(database, last - 3)] == ["2"]
    assert await tail.after(database, last) == []
    monkeypatch.setattr(tail, "MOST", 3)
    assert [one.said.score for one in await tail.after(database, 0)] == [2]


async def test_it_knows_which_answers_are_asked_about(database: Database) -> None:
    await publish(database, survey(throttle=None))
    [token] = await invite(database, properties={"store": "Bali"})
    await answer(database, token, 9)
    asked, [one] = await question(database), await tail.after(database, 0)

    assert one.concerns(asked)
    assert one.concerns(replace(asked, where=("store", "Bali"), also=(("channel", "email"),)))
    assert not one.concerns(replace(asked, span=Period(NOW + timedelta(1), NOW + timedelta(2))))
    assert not one.concerns(replace(asked, where=("store", "Solo")))
    assert not one.concerns(replace(asked, where=("store", "Bali"), also=(("channel", "sms"),)))
    assert not replace(one, survey_id=one.survey_id + 1).concerns(asked)
