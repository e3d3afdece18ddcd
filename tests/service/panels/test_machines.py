from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from service.numerals import exact
from service.panels import machines
from service.panels.machines import show
from tests.cast import NOW, answer, invite
from tests.service.panels.views import html, view_on
from tests.service.scene import Scene, open_scene


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    """Nine people are delighted, and a gateway opens every link of a tenth."""
    async with open_scene(database_url) as found:
        for token in await invite(found.engine.database, 9):
            await answer(found.engine.database, token, 10)
        await found.scans()
        await found.goes_on(minutes=40)
        yield found


async def test_it_shows_what_machines_would_have_done_to_the_score(scene: Scene) -> None:
    panel = await show(await view_on(scene.engine.database))
    assert panel is not None
    shown = html(panel)
    assert '<data value="11">11</data>' in shown
    assert "kept out of the score" in shown
    # 9 promoters; with the machine's 11 there are 11 of them, 2 passives and 7 detractors
    assert panel.table is not None
    assert [[exact(cell) for cell in row] for row in panel.table.rows] == [
        ["What people said", 100.0, 9],
        ["Had every click counted", 20.0, 20],
    ]
    assert "30 days" in shown


async def test_it_speaks_the_readers_language(scene: Scene) -> None:
    panel = await show(await view_on(scene.engine.database, "id"))
    assert panel is not None
    assert "Seandainya setiap klik dihitung" in html(panel, "id")


async def test_it_is_silent_about_segments_and_the_past(scene: Scene) -> None:
    shown = await view_on(scene.engine.database)
    for question in (
        replace(shown.question, where=("store", "A")),
        replace(shown.question, as_of=NOW),
    ):
        assert await machines.show(replace(shown, question=question)) is None
