"""Whoever polls /v1/scores pays nothing until something has changed, and never misses a change."""

from typing import Any

import httpx
import pytest

from surveys import rollups, scores
from tests.cast import run
from tests.service.house import House, nonce_of


async def ask(house: House, known: str = "", **query: Any) -> httpx.Response:
    headers = {"If-None-Match": known} if known else {}
    asked = {"survey": "nps", **{name.rstrip("_"): value for name, value in query.items()}}
    return await house.api.get("/v1/scores", params=asked, headers=headers)


async def test_the_same_answer_is_not_sent_again(house: House) -> None:
    await house.publish()
    await house.answer(await house.invited(1), 9)
    first = await ask(house, group_by="store")
    etag = first.headers["etag"]
    house.clock.forward(minutes=5)
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = await ask(house, known, group_by="store")
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    for known in ('"other"', "junk", 'W/"', ","):
        assert (await ask(house, known, group_by="store")).json() == first.json()


async def test_nothing_is_counted_for_somebody_who_knows_the_answer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish()
    etag = (await ask(house)).headers["etag"]
    counted: list[object] = []
    monkeypatch.setattr(scores, "_cells", lambda *given: counted.append(given))
    assert (await ask(house, etag)).status_code == 304
    assert counted == []


async def test_every_change_is_told(house: House) -> None:
    """Each of the answer's figures moves at least once."""
    await house.publish()
    path = await house.invited(1)
    await house.invited(2)
    answer = await ask(house)

    async def moved(what: str) -> None:
        nonlocal answer
        known, before = answer.headers["etag"], answer.json()
        answer = await ask(house, known)
        assert answer.status_code == 200, what
        assert {**answer.json(), "as_of": 0} != {**before, "as_of": 0}, what
        assert (await ask(house, answer.headers["etag"])).status_code == 304, what

    await house.answer(path, 9)
    await moved("a first answer")
    house.clock.forward(seconds=5)
    await house.answer(path, 3)
    await moved("another mind")
    database = house.engine.database
    await run(database, "UPDATE response SET evidence = 'scripted'")
    await moved("another evidence")
    await house.invited(3)
    await house.quiet()
    await moved("another message")
    second = "(SELECT id FROM invitation ORDER BY id LIMIT 1 OFFSET 1)"
    await run(
        database, f"UPDATE invitation SET state = 'failed', folded = FALSE WHERE id = {second}"
    )
    await moved("a bounce")
    await house.publish(segments=["store"])
    assert (await ask(house, answer.headers["etag"])).status_code == 200


async def test_folding_moves_no_figure(house: House) -> None:
    await house.publish()
    await house.answer(await house.invited(1), 9)
    await house.quiet()
    database = house.engine.database
    await rollups.rebuild(database)
    etag = (await ask(house)).headers["etag"]
    while await rollups.fold(database) or await rollups.fold_sent(database):
        assert (await ask(house, etag)).status_code == 304
    assert (await ask(house, etag)).status_code == 304


async def test_another_question_has_another_etag(house: House) -> None:
    await house.publish()
    await house.publish("other")
    asked: list[dict[str, Any]] = [
        {},
        {"survey": "other"},
        {"interval": "week"},
        {"tz": "Asia/Jakarta"},
        {"group_by": "store"},
        {"group_by": "team"},
        {"where": "store:Bali"},
        {"from_": "2026-11-01"},
        {"as_of": "2026-11-02T09:00:00Z"},
    ]
    etags = [(await ask(house, **query)).headers["etag"] for query in asked]
    assert len(set(etags)) == len(asked)
    house.clock.forward(hours=1)
    assert (await ask(house)).headers["etag"] != etags[0]


async def test_a_stranger_learns_nothing_of_it(house: House) -> None:
    await house.publish()
    etag = (await ask(house)).headers["etag"]
    answer = await house.web.get("/v1/scores?survey=nps", headers={"If-None-Match": etag})
    assert answer.status_code == 401


async def _answer_in_german(house: House, path: str, score: int) -> None:
    page = await house.web.get(f"{path}/{score}?lang=de")
    form = {"nonce": nonce_of(page.text), "score": score}
    assert (await house.web.post(f"{path}?lang=de", data=form)).status_code == 200


async def test_confirming_an_answer_in_another_language_moves_it_to_no_other(house: House) -> None:
    """The ledger tells of no change, so that a known answer by language must stay right."""
    await house.publish(texts={"en": {"question": "How?"}, "de": {"question": "Wie?"}})
    path = await house.invited(1)
    await house.answer(path, 9)
    await run(house.engine.database, "UPDATE response SET evidence = 'scripted'")
    known = {name: (await ask(house, where=f"language:{name}")) for name in ("en", "de")}
    await _answer_in_german(house, path, 9)
    [response] = await house.responses()
    assert (response["language"], response["evidence"]) == ("en", "explicit")
    for name, before in known.items():
        again = await ask(house, before.headers["etag"], where=f"language:{name}")
        if again.status_code == 304:
            fresh = (await ask(house, where=f"language:{name}")).json()
            assert {**fresh, "as_of": 0} == {**before.json(), "as_of": 0}
    await _answer_in_german(house, path, 8)
    assert (await house.responses())[0]["language"] == "de"
