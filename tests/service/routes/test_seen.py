"""POST /r/{token}/seen: one click is an answer when a person looked, and when it has settled."""

from typing import Any

import pytest

from tests.service.house import SETTLE_SECONDS, House, nonce_of
from tests.service.wire import exchange

LOOKED = {"visible_ms": 1200, "webdriver": False, "touched": True}


async def look(
    house: House, path: str, score: int, wait_seconds: float = 1.3, **report: Any
) -> bool:
    """Open a link, look at the page, let its script report: whether it may count."""
    page = await house.web.get(f"{path}/{score}")
    house.clock.forward(seconds=wait_seconds)
    body = {"nonce": nonce_of(page.text), "score": score, **LOOKED, **report}
    answer = await house.web.post(f"{path}/seen", json=body)
    assert answer.status_code == 200
    return bool(answer.json()["counted"])


async def settled(house: House) -> list[dict[str, Any]]:
    """What has become of it when it has had its time."""
    house.clock.forward(seconds=SETTLE_SECONDS)

    async def looked_at() -> bool | None:
        waiting = (await house.web.get("/readyz")).json()["waiting"]
        return waiting["clicks"] == 0 or None

    await house.until(looked_at)
    return await house.responses()


async def test_it_counts_when_it_has_settled_and_not_before(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    assert await look(house, path, 9)
    house.clock.forward(seconds=SETTLE_SECONDS - 1)
    house.bell()
    assert await house.responses() == []
    assert (await house.scores())["total"]["n"] == 0
    [response] = await settled(house)
    assert (response["score"], response["evidence"]) == (9, "scripted")
    assert (await house.scores())["total"]["n"] == 1


@pytest.mark.parametrize(
    ("wait_seconds", "report"),
    [
        (1.3, {"webdriver": True}),
        (1.3, {"webdriver": None}),
        (1.3, {"visible_ms": 100}),
        (1.3, {"visible_ms": None}),
        (0.5, {"visible_ms": 60_000}),  # says so, but the page was fetched just now
    ],
)
async def test_it_counts_for_nothing_when_a_machine_or_nobody_looked(
    house: House, wait_seconds: float, report: dict[str, Any]
) -> None:
    await house.publish()
    path = await house.invited(1)
    assert not await look(house, path, 9, wait_seconds, **report)
    assert await settled(house) == []


async def test_what_the_button_sent_outweighs_what_the_script_saw(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    assert await look(house, path, 9)
    await house.answer(path, 4)
    [response] = await settled(house)
    assert (response["score"], response["evidence"]) == (4, "explicit")
    assert await look(house, path, 10)
    [response] = await settled(house)
    assert (response["score"], response["evidence"]) == (4, "explicit")


async def test_the_last_link_that_was_looked_at_counts(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    assert await look(house, path, 2)
    house.clock.forward(seconds=5)
    assert await look(house, path, 8)
    assert [one["score"] for one in await settled(house)] == [8]


async def test_who_follows_the_hidden_link_is_a_machine(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    assert await look(house, path, 9)
    assert (await house.web.get(f"{path}/x")).status_code == 200
    assert await settled(house) == []


async def test_who_looks_at_three_scores_is_a_machine(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    for score in (0, 5, 10):
        assert await look(house, path, score) == (score < 10)
        house.clock.forward(seconds=5)
    assert await settled(house) == []


async def test_a_report_of_another_visit_is_refused(house: House) -> None:
    await house.publish()
    path, other = await house.invited(1), await house.invited(2)
    nonce = nonce_of((await house.web.get(f"{other}/9")).text)
    house.clock.forward(seconds=5)
    for strange in (nonce, "", nonce[:-1] + ("0" if nonce[-1] != "0" else "1")):
        answer = await house.web.post(f"{path}/seen", json={"nonce": strange, "score": 9, **LOOKED})
        assert (answer.status_code, answer.json()) == (400, {"counted": False})
    house.clock.forward(days=8)
    late = await house.web.post(f"{other}/seen", json={"nonce": nonce, "score": 9, **LOOKED})
    assert late.status_code == 400
    assert await settled(house) == []


async def test_a_report_for_no_link_is_refused(house: House) -> None:
    answer = await house.web.post("/r/unknown/seen", json=LOOKED)
    assert (answer.status_code, answer.json()) == (404, {"counted": False})
    reply = await exchange(house.url, b"GET /r/x/seen HTTP/1.1\r\nHost: x\r\n\r\n")
    assert reply.status == 404
