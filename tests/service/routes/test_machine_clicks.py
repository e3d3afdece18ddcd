"""GET /v1/machine-clicks, and the evidence in GET /v1/scores."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from service.auth import create_key
from tests.service.scene import PERSON, Scene, Visitor, open_scene


@pytest.fixture
async def scene(database_url: str) -> AsyncIterator[Scene]:
    async with open_scene(database_url) as found:
        yield found


async def asked(scene: Scene, path: str) -> tuple[int, dict[str, Any]]:
    """What a manager gets."""
    key = await create_key("tests", ["read"], "shop", scene.clock())
    manager = Visitor("192.0.2.9", {"Authorization": f"Bearer {key}"})
    answer = await scene.asks(manager, path)
    return answer.status_code, answer.json()


async def told(scene: Scene) -> dict[str, Any]:
    status, found = await asked(scene, "/v1/machine-clicks?survey=nps-after-purchase")
    assert status == 200, found
    return found


async def test_it_counts_what_machines_opened_and_nobody_else(scene: Scene) -> None:
    await scene.scans()
    await scene.goes_on(hours=1)
    page = await scene.opens(9)
    await scene.runs_script(page, touched=True)
    await scene.goes_on(minutes=30)
    found = await told(scene)
    assert found["machine_clicks"] == 11
    assert (found["people"]["n"], found["people"]["score"]) == (1, 100.0)
    assert found["all_counted"]["n"] == 12
    assert found["all_counted"]["counts"]["9"] == 2
    assert found["all_counted"]["score"] == round(100 * (3 - 7) / 12, 4)


async def test_each_link_counts_once_however_often_a_machine_opens_it(scene: Scene) -> None:
    await scene.scans()
    await scene.scans()
    assert (await told(scene))["machine_clicks"] == 11


async def test_a_person_is_no_machine_however_soon_they_come(scene: Scene) -> None:
    await scene.goes_on(seconds=20)
    await scene.sends(await scene.opens(6), 4)
    assert (await told(scene))["machine_clicks"] == 0


async def test_a_scanner_that_looks_like_a_browser_is_known_when_it_has_settled(
    scene: Scene,
) -> None:
    await scene.goes_on(minutes=30)
    await scene.scans()
    assert (await told(scene))["machine_clicks"] == 0
    await scene.goes_on(minutes=12)
    assert (await told(scene))["machine_clicks"] == 11


async def test_forms_of_a_machine_are_no_people_s(scene: Scene) -> None:
    await scene.goes_on(minutes=30)
    await scene.submits_every_form()
    await scene.goes_on(minutes=12)
    found = await told(scene)
    assert (found["machine_clicks"], found["people"]["n"]) == (11, 0)
    assert found["people"]["score"] is None


@pytest.mark.parametrize(
    ("query", "status"), [("", 422), ("?survey=none", 404), ("?survey=x&from=2026-01-01", 422)]
)
async def test_a_question_that_cannot_be_answered_is_refused(
    scene: Scene, query: str, status: int
) -> None:
    assert (await asked(scene, f"/v1/machine-clicks{query}"))[0] == status
    stranger = await scene.asks(PERSON, "/v1/machine-clicks?survey=nps-after-purchase")
    assert stranger.status_code == 401


async def test_scores_and_lists_tell_how_answers_were_given(scene: Scene) -> None:
    await scene.goes_on(hours=1)
    await scene.opens(9)
    span = "from=2026-11-01&to=2026-12-01&tz=UTC"
    for evidence in ("inferred", "scripted", "explicit"):
        page = await scene.opens(9)
        if evidence == "scripted":
            await scene.runs_script(page, touched=True)
        if evidence == "explicit":
            await scene.sends(page)
        await scene.goes_on(minutes=12)
        _, scores = await asked(scene, f"/v1/scores?survey=nps-after-purchase&{span}")
        split = dict.fromkeys(("explicit", "scripted", "inferred"), 0) | {evidence: 1}
        assert scores["total"]["evidence"] == split
        _, listed = await asked(scene, "/v1/responses")
        assert [one["evidence"] for one in listed["data"]] == [evidence]
    _, early = await asked(
        scene, f"/v1/scores?survey=nps-after-purchase&{span}&as_of=2026-11-02T11:00:00Z"
    )
    assert early["total"]["evidence"] is None
