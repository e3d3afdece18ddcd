from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from surveys.catalogue import Catalogue
from surveys.comments import latest
from surveys.database import Database
from surveys.periods import Period
from surveys.scores import Question
from tests.cast import NOW, answer, invite, publish, retract, survey, value

LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def question(database: Database) -> Question:
    published = await publish(database, survey(throttle=None))
    return Question(published, Period(NOW, NOW + timedelta(days=1)), "none", ZoneInfo("UTC"))


async def said(database: Database, question: Question, limit: int = 10) -> list[str]:
    return [comment.text for comment in await latest(database, question, limit)]


async def write(
    database: Database, text: str | None, at: datetime = NOW, store: str = "Jakarta"
) -> str:
    [token] = await invite(database, properties={"store": store})
    await answer(database, token, 9, at, comment=text)
    return token


async def test_it_finds_the_newest_first(database: Database, question: Question) -> None:
    await write(database, "first")
    await write(database, "last", LATER)
    await write(database, "at the same time as the first")

    found = await said(database, question)
    assert found == ["last", "at the same time as the first", "first"]
    assert await said(database, question, limit=1) == ["last"]


async def test_it_goes_on_until_there_are_enough(
    database: Database, question: Question, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("surveys.comments.AHEAD", 1)
    monkeypatch.setattr("surveys.comments.STRIDE", 2)
    for number in range(9):
        store = "Bandung" if number in (0, 1, 4) else "Jakarta"
        await write(database, str(number), NOW + number // 2 * timedelta(minutes=1), store)

    rare = replace(question, where=("store", "Bandung"))
    for limit in (1, 2, 3, 10):
        assert await said(database, rare, limit) == ["4", "1", "0"][:limit]
        assert await said(database, question, limit) == [*"876543210"][:limit]


async def test_it_passes_over_answers_without_words(database: Database, question: Question) -> None:
    await write(database, None)
    await write(database, "")

    assert await said(database, question) == []


async def test_it_keeps_to_the_span_and_the_segment(database: Database, question: Question) -> None:
    await write(database, "before", NOW - timedelta(seconds=1))
    await write(database, "after", NOW + timedelta(days=1))
    await write(database, "elsewhere", store="Bandung")
    await write(database, "here", LATER)

    assert await said(database, replace(question, where=("store", "Jakarta"))) == ["here"]
    assert await said(database, question) == ["here", "elsewhere"]


async def test_it_keeps_to_the_survey(database: Database, question: Question) -> None:
    await write(database, "about this")
    other = await publish(database, survey(key="other", throttle=None))

    assert await said(database, replace(question, survey=other)) == []


async def test_it_does_not_know_yet_what_was_written_later(
    database: Database, question: Question
) -> None:
    await write(database, "early")
    await write(database, "late", LATER)

    assert await said(database, replace(question, as_of=LATER)) == ["early"]


async def test_it_forgets_what_was_taken_back(database: Database, question: Question) -> None:
    await write(database, "taken back")
    response_id = await value(database, "SELECT id FROM response")
    await retract(database, [response_id], LATER)

    assert await said(database, question) == []


async def test_it_says_nothing_about_the_person(database: Database, question: Question) -> None:
    await write(database, "hello")
    [found] = await latest(database, question, 1)

    assert set(found.__slots__) == {
        "name", "score", "text", "segments", "language", "answered_at", "tags",
    }  # fmt: skip
    assert (found.score, found.segments, found.answered_at) == (9, {"store": "Jakarta"}, NOW)
    assert (await Catalogue(database).live())[0].definition.texts.keys() == {found.language}
