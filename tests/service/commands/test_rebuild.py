"""`afterword rebuild` tells what it finds."""

from surveys import rollups
from surveys.database import Database
from tests.cast import answer, invite, publish, run, survey
from tests.service.commands.shell import Shell


async def test_rollups_that_disagree_with_the_responses_are_told_and_mended(
    shell: Shell, database: Database
) -> None:
    live = await publish(database, survey())
    [token] = await invite(database, 1)
    await answer(database, token, 9)
    await rollups.fold(database)
    await run(database, "UPDATE rollup SET c9 = 4 WHERE property = ''")
    said = await shell.told("rebuild")
    assert said.splitlines() == [
        "the rollups disagreed with a count of the responses:",
        f"  survey {live.survey_id}, score 9: 4, not 1",
        "folded 1 changes and 1 invitations",
    ]
    assert "disagree" not in await shell.told("rebuild")
