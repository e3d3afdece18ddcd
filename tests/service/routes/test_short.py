"""/s/{code}: the answer page by a short address."""

import pytest

from service.routes.short import MOST
from tests.cast import column, value
from tests.service.house import BROWSER, House, client, nonce_of


async def code(house: House) -> str:
    """The short code of customer 1's invitation."""
    await house.publish()
    await house.invited(1)
    token = await value(house.engine.database, "SELECT token FROM invitation")
    return str(token[:11])


async def test_it_is_the_page_itself_and_answers_like_the_long_link(house: House) -> None:
    path = f"/s/{await code(house)}"
    page = await house.web.get(path)
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    chosen = await house.web.get(f"{path}/9")
    assert (await house.web.get(f"{path}?lang=en")).status_code == 200
    assert await house.responses() == []
    form = {"nonce": nonce_of(chosen.text), "score": 9, "comment": "quick"}
    assert (await house.web.post(path, data=form)).status_code == 200
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "quick")
    actions = await column(house.engine.database, "SELECT action FROM click ORDER BY id")
    assert actions == ["open", "open", "open", "answer"]


@pytest.mark.parametrize("wrong", ["x", "22222222222", "%00" * 11, "é" * 11, "a" * 22, "%"])
async def test_a_code_of_nobody_gets_the_page_of_an_unknown_link(house: House, wrong: str) -> None:
    known = await house.web.get(f"/r/{'a' * 22}")
    for path in (f"/s/{wrong}", f"/s/{wrong}/9"):
        missed = await house.web.get(path)
        assert (missed.status_code, missed.text) == (404, known.text)
    assert (await house.web.post(f"/s/{wrong}", data={"score": 9})).status_code == 404


async def test_a_code_is_exact_to_the_letter(house: House) -> None:
    found = await code(house)
    for near in (found.swapcase(), found[:10], found + "a", found[:10] + "\u0131"):
        assert (await house.web.get(f"/s/{near}")).status_code == 404


async def test_a_network_is_told_to_stop_however_many_addresses_it_has(house: House) -> None:
    await house.publish()
    for number in range(MOST + 1):
        hop = BROWSER | {"X-Forwarded-For": f"2001:db8:1:{number:x}::1"}
        missed = await house.web.get(f"/s/{'a' * 11}", headers=hop)
    assert missed.status_code == 429
    elsewhere = BROWSER | {"X-Forwarded-For": "2001:db8:2::1"}
    assert (await house.web.get(f"/s/{'a' * 11}", headers=elsewhere)).status_code == 404


async def test_two_invitations_of_one_code_are_none(house: House) -> None:
    found = await code(house)
    await house.invited(2)
    await house.engine.database.transact(
        lambda tx: tx.query("UPDATE invitation SET token = $1 WHERE id = (SELECT MAX(id) FROM "
                            "invitation)", (found + "a" * 11,))
    )  # fmt: skip
    assert (await house.web.get(f"/s/{found}")).status_code == 404


async def test_who_misses_often_is_told_to_stop_and_a_right_code_always_opens(house: House) -> None:
    found = await code(house)
    for _ in range(MOST + 1):
        assert (await house.web.get(f"/s/{found}")).status_code == 200
    statuses = [(await house.web.get(f"/s/{n:011d}")).status_code for n in range(MOST + 1)]
    assert statuses == [404] * MOST + [429]
    refused = await house.web.get(f"/s/{'a' * 11}")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "901")
    assert (await house.web.get(f"/s/{found}")).status_code == 200
    assert (await house.web.get(f"/r/{'a' * 22}")).status_code == 404
    house.clock.forward(minutes=15)
    async with client(house.url, BROWSER) as web:
        assert (await web.get(f"/s/{'a' * 11}")).status_code == 404
