import asyncio
from datetime import timedelta

import pytest

from surveys.catalogue import Catalogue, publish
from surveys.database import Database
from surveys.errors import Conflict, InvalidInput, NotFound
from tests.cast import NOW, event, happen, intake, rows, survey, value

TWO = {"en": {"question": "How was it?"}, "id": {"question": "Bagaimana?"}}


async def test_a_survey_is_published_as_version_one(
    database: Database, catalogue: Catalogue
) -> None:
    published, new = await publish(database, survey(), NOW)
    assert (published.version, new) == (1, True)
    assert await catalogue.by_key("nps-after-purchase") == published
    assert await catalogue.live() == [published]


async def test_publishing_the_same_again_changes_nothing(database: Database) -> None:
    first, _ = await publish(database, survey(texts=TWO, delay="60m"), NOW)
    again, new = await publish(database, survey(texts=TWO, delay="1h"), NOW)
    assert (again, new) == (first, False)


async def test_a_change_is_a_new_version_and_the_old_one_stays(
    database: Database, catalogue: Catalogue
) -> None:
    first, _ = await publish(database, survey(), NOW)
    second, new = await publish(database, survey(texts=TWO), NOW)
    assert (second.version, new) == (2, True)
    assert second.survey_id == first.survey_id
    assert await catalogue.live() == [second]
    assert await catalogue.version(first.survey_id, 1) == first


async def test_a_version_that_was_made_from_an_older_one_is_refused(
    database: Database, catalogue: Catalogue
) -> None:
    await publish(database, survey(), NOW, after=0)
    for stale in (0, 2):
        with pytest.raises(Conflict, match="version 1 was published meanwhile"):
            await publish(database, survey(texts=TWO), NOW, after=stale)
    assert [one.version for one in await catalogue.live()] == [1]
    published, _ = await publish(database, survey(texts=TWO), NOW, after=1)
    assert published.version == 2
    with pytest.raises(Conflict):
        await publish(database, survey("other"), NOW, after=1)


async def test_two_who_publish_at_once_do_not_overwrite_each_other(database: Database) -> None:
    await publish(database, survey(), NOW)
    drafts = (survey(name=f"Draft {number}") for number in range(5))
    done = await asyncio.gather(
        *(publish(database, one, NOW, after=1) for one in drafts), return_exceptions=True
    )
    assert [type(one) for one in done].count(Conflict) == 4


async def test_it_knows_when_the_live_versions_were_published(
    database: Database, catalogue: Catalogue
) -> None:
    await publish(database, survey(), NOW)
    await publish(database, survey("other"), NOW)
    await publish(database, survey(texts=TWO), NOW + timedelta(days=1))
    at = {"nps-after-purchase": NOW + timedelta(days=1), "other": NOW}
    assert await catalogue.published_at() == at


async def test_the_order_of_languages_is_kept_and_a_change_of_it_is_a_change(
    database: Database, catalogue: Catalogue
) -> None:
    for number, texts in enumerate((TWO, dict(reversed(TWO.items())))):
        published, new = await publish(database, survey(texts=texts), NOW)
        assert (published.version, new) == (number + 1, True)
        found = await catalogue.by_key("nps-after-purchase")
        assert found.definition.default_language == ["en", "id"][number]


async def test_the_options_of_a_question_are_shown_in_the_order_of_the_file(
    database: Database, catalogue: Catalogue
) -> None:
    keys = ["taste", "a", "price", "zz", "b"]
    options = {key: {"en": key} for key in keys}
    question = {"key": "why", "type": "single", "text": {"en": "Why?"}, "options": options}
    await publish(database, survey(questions=[question]), NOW)
    found = await catalogue.by_key("nps-after-purchase")
    assert list(found.definition.questions[0].options) == keys


async def test_a_survey_keeps_its_kind(database: Database) -> None:
    await publish(database, survey(), NOW)
    with pytest.raises(InvalidInput, match="kind: is nps already"):
        await publish(database, survey(kind="csat"), NOW)
    assert await value(database, "SELECT COUNT(*) FROM survey_version") == 1


async def test_published_at_once_by_many_it_is_one_version(databases: list[Database]) -> None:
    found = await asyncio.gather(
        *(publish(databases[n % len(databases)], survey(), NOW) for n in range(16))
    )
    assert sum(new for _, new in found) == 1
    assert {published.version for published, _ in found} == {1}
    found = await asyncio.gather(
        *(publish(databases[n % len(databases)], survey(name=f"{n}"), NOW) for n in range(16))
    )
    assert sorted(published.version for published, _ in found) == list(range(2, 18))


async def test_surveys_are_listed_by_key(database: Database, catalogue: Catalogue) -> None:
    for key in ("c", "a", "b"):
        await publish(database, survey(key), NOW)
    assert [found.definition.key for found in await catalogue.live()] == ["a", "b", "c"]


@pytest.mark.parametrize("key", ["unknown", "", "\x00", "\ud800", "' OR 1=1"])
async def test_an_unknown_key_is_not_found(
    database: Database, catalogue: Catalogue, key: str
) -> None:
    await publish(database, survey(), NOW)
    with pytest.raises(NotFound, match="there is no survey"):
        await catalogue.by_key(key)


async def test_a_new_version_is_live_for_workers_that_are_running(database: Database) -> None:
    worker = intake(database)
    await publish(database, survey(), NOW)
    assert await worker.run(NOW) == 0
    await publish(database, survey(sample="0%"), NOW)
    await happen(database, event(1))
    await worker.run(NOW)
    assert await rows(database, "SELECT version, reason FROM decision") == [
        {"version": 2, "reason": "not_in_sample"}
    ]


async def test_a_survey_that_cannot_be_read_any_more_stops_no_other(
    database: Database, catalogue: Catalogue
) -> None:
    await publish(database, survey("fine"), NOW)
    await publish(database, survey("gone"), NOW)
    kind = "UPDATE survey_version SET definition = REPLACE(definition, '\"nps\"', '\"mood\"') "
    gone = kind + "WHERE survey_id = (SELECT id FROM survey WHERE key = 'gone')"
    await database.transact(lambda tx: tx.query(gone, []))
    assert [one.definition.key for one in await catalogue.live()] == ["fine"]
    [sentence] = await catalogue.unreadable()
    assert "'gone'" in sentence
    assert "kind" in sentence
    with pytest.raises(Conflict, match="kind"):
        await catalogue.by_key("gone")
    await happen(database, event(1))
    assert await value(database, "SELECT COUNT(*) FROM invitation") == 1
