import pytest

from surveys.database import Database
from tests.surveys.simulation.history import live, really, simulated, weeks


@pytest.mark.parametrize("seed", range(4))
async def test_the_live_definition_gives_what_really_happened(
    database: Database, seed: int
) -> None:
    definitions = await live(database)
    await weeks(database, seed)
    for definition in definitions:
        happened = await really(database, definition)
        assert len(happened) > 20
        assert await simulated(database, definition) == happened, definition.key
