"""The rollups equal a count of the responses, and who says otherwise is found out."""

from datetime import timedelta

from surveys import rollups
from surveys.database import Database
from surveys.recount import differences
from tests.cast import NOW, answer, column, invite, publish, retract, run, survey


async def fold_all(database: Database) -> None:
    while await rollups.fold(database):
        pass


async def test_they_agree_after_every_step(database: Database) -> None:
    await publish(database, survey())
    assert await differences(database) == []
    tokens = await invite(database, 3)
    for number, token in enumerate(tokens):
        await answer(database, token, 8 + number)
        assert await differences(database) == []
    await fold_all(database)
    assert await differences(database) == []
    await answer(database, tokens[0], 2, NOW + timedelta(minutes=1))
    [gone] = await column(database, "SELECT id FROM response WHERE score = 10")
    await retract(database, [gone], NOW + timedelta(minutes=2))
    assert await differences(database) == []
    await rollups.rebuild(database)
    assert await differences(database) == []


async def test_a_rollup_that_is_wrong_is_found_and_mended(database: Database) -> None:
    live = await publish(database, survey())
    for token in await invite(database, 2):
        await answer(database, token, 9)
    await fold_all(database)
    await run(database, "UPDATE rollup SET c9 = c9 + 5 WHERE property = ''")
    assert await differences(database) == [(live.survey_id, 9, 7, 2)]
    await rollups.rebuild(database)
    await fold_all(database)
    assert await differences(database) == []
