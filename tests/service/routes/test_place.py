"""/s/{survey}/{place}: whoever passes by may answer, each visit of the page once."""

import asyncio
from typing import Any

import httpx
import pytest

from service import door
from service.door import LARGEST_FORM, MOST_A_PLACE, MOST_AN_ADDRESS, WRONG_LINKS
from surveys.doors import Doors, written
from tests.cast import column
from tests.service.house import House, nonce_of
from tests.service.markup import Markup

QUESTIONS = [{"key": "why", "type": "text", "text": {"en": "Why?"}}]
BILINGUAL = [{"key": "why", "type": "text", "text": {"en": "Why?", "id": "Mengapa?"}}]
LISTED = {"places": ["counter", "receipt"]}


def link(house: House, place: str = "counter", survey: str = "nps") -> str:
    """What `afterword qr` makes of a survey that does not list its places."""
    return f"/s/{survey}/{written(survey, Doors(), place, house.engine.keyring.tag)}"


async def visit(house: House, path: str, score: int, **fields: Any) -> httpx.Response:
    """Somebody comes by, looks at the page and sends it."""
    page = await house.web.get(path)
    assert page.status_code == 200, page.text
    return await send(house, path, nonce_of(page.text), score, **fields)


async def send(house: House, path: str, nonce: str, score: int, **fields: Any) -> httpx.Response:
    return await house.web.post(path, data={"nonce": nonce, "score": score, **fields})


async def test_a_visit_is_an_answer_of_nobody_at_that_place(house: House) -> None:
    await house.publish(questions=QUESTIONS)
    page = await house.web.get(link(house))
    assert (page.status_code, page.headers["cache-control"]) == (200, "no-store")
    assert "How was it?" in Markup(page.text).text
    assert await house.responses() == []
    sent = await visit(house, link(house), 9, comment="Nice.", q_why="the cake")
    assert "Thank you!" in Markup(sent.text).text
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "Nice.")
    assert (response["answers"], response["segments"]) == (
        {"why": "the cake"},
        {"place": "counter"},
    )
    assert (response["channel"], response["evidence"]) == ("place", "explicit")
    assert (response["event"], response["contact"]["id"]) == (None, None)
    [group] = (await house.scores(group_by="place", interval="none"))["series"]
    assert (group["group"], group["n"]) == ("counter", 1)
    assert await house.count("SELECT COUNT(*) FROM contact") == 0


async def test_the_same_visit_edits_and_another_one_counts(house: House) -> None:
    await house.publish()
    path = link(house)
    first = await visit(house, path, 9)
    house.clock.forward(minutes=5)
    await send(house, path, nonce_of(first.text), 3)
    [response] = await house.responses()
    assert response["score"] == 3
    await visit(house, path, 10)
    assert [one["score"] for one in await house.responses()] == [10, 3]
    assert (await house.scores())["total"]["n"] == 2


async def test_a_form_that_is_sent_twice_at_once_counts_once(house: House) -> None:
    await house.publish()
    nonce = nonce_of((await house.web.get(link(house))).text)
    await asyncio.gather(*(send(house, link(house), nonce, 8) for _ in range(8)))
    assert [one["score"] for one in await house.responses()] == [8]
    assert (await house.scores())["total"]["n"] == 1


async def test_a_forged_or_old_form_does_nothing_but_ask_again(house: House) -> None:
    await house.publish()
    path, other = link(house), link(house, "door")
    old = nonce_of((await house.web.get(path)).text)
    foreign = nonce_of((await house.web.get(other)).text)
    house.clock.forward(hours=3)
    for nonce in ("", "x", "a.b.c", foreign, old, old[:-1], "0" * 500, "é.1.x"):
        again = await send(house, path, nonce, 7, comment="hello")
        assert again.status_code == 422
        assert "hello" in again.text
        [chosen] = [o for o in Markup(again.text).all("input", name="score") if "checked" in o]
        assert chosen["value"] == "7"
    assert await house.responses() == []
    await send(house, path, nonce_of(again.text), 7)
    assert [one["score"] for one in await house.responses()] == [7]


async def test_another_web_site_cannot_send_the_form_for_people(house: House) -> None:
    await house.publish()
    nonce = nonce_of((await house.web.get(link(house))).text)
    headers = {"Sec-Fetch-Site": "cross-site"}
    await house.web.post(link(house), data={"nonce": nonce, "score": 1}, headers=headers)
    assert await house.responses() == []


async def test_strangers_can_make_no_place_up(house: House) -> None:
    await house.publish()
    known = await house.web.get(f"/r/{'a' * 22}")
    good = link(house)
    for path in (
        "/s/nps/counter",
        good[:-1],
        good + "0",
        link(house, "counter", "csat"),
        "/s/nps/9",
    ):
        for answer in (await house.web.get(path), await house.web.post(path, data={"score": 1})):
            assert (answer.status_code, answer.text) == (404, known.text)
    assert await house.responses() == []


async def test_places_that_the_survey_lists_need_no_code_and_no_other_is_open(house: House) -> None:
    await house.publish(doors=LISTED)
    await visit(house, "/s/nps/counter", 9)
    await visit(house, link(house, "receipt"), 8)  # a code printed before they were listed
    for path in ("/s/nps/door", link(house, "door"), "/s/nps/Counter"):
        assert (await house.web.get(path)).status_code == 404
    await house.publish(doors={"places": []})
    assert (await house.web.get("/s/nps/counter")).status_code == 404
    places = await column(house.engine.database, "SELECT segments FROM response ORDER BY id")
    assert ["counter" in places[0], "receipt" in places[1]] == [True, True]


@pytest.mark.parametrize("score", ["", "11", "x", None])
async def test_a_form_without_a_usable_score_asks_again(house: House, score: str | None) -> None:
    await house.publish()
    answer = await house.web.post(link(house), data={} if score is None else {"score": score})
    assert answer.status_code == 422
    assert Markup(answer.text).all("input", name="score")
    assert await house.responses() == []


async def test_who_fills_in_the_hidden_field_is_asked_to_send_it_again_without_one(
    house: House,
) -> None:
    await house.publish()
    again = await visit(house, link(house), 1, unused="spam", comment="Mine.")
    assert again.status_code == 422
    assert Markup(again.text).all("input", name="unused") == []
    assert "Press Send to confirm" in Markup(again.text).text
    assert await house.responses() == []
    await send(house, link(house), nonce_of(again.text), 1, comment="Mine.")
    await visit(house, link(house), 2, unused="by my browser", touched="yes")
    assert [one["score"] for one in await house.responses()] == [2, 1]


async def test_one_address_gets_so_many_answers_in_and_people_come_in_again_later(
    house: House,
) -> None:
    await house.publish()
    path = link(house)
    for _ in range(MOST_AN_ADDRESS):
        assert (await visit(house, path, 0)).status_code == 200
    held = await visit(house, path, 0)
    assert held.status_code == 429
    assert int(held.headers["retry-after"]) <= 901
    assert "try again" in Markup(held.text).text
    assert (await house.web.get(path)).status_code == 200
    assert (await house.scores())["total"]["n"] == MOST_AN_ADDRESS < MOST_A_PLACE
    house.clock.forward(minutes=16)
    assert (await visit(house, path, 9)).status_code == 200


async def test_all_doors_together_get_so_many_answers_in(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(door, "MOST_OVERALL", 3)
    await house.publish()
    paths = [link(house, place) for place in ("a", "b", "c", "d")]
    assert [(await visit(house, path, 9)).status_code for path in paths] == [200, 200, 200, 429]


async def test_a_form_is_small(house: House) -> None:
    await house.publish()
    answer = await visit(house, link(house), 9, comment="x" * LARGEST_FORM)
    assert answer.status_code == 413
    assert await house.responses() == []


async def test_who_tries_many_links_is_told_to_stop(house: House) -> None:
    await house.publish()
    for _ in range(WRONG_LINKS + 1):
        answer = await house.web.post("/s/nps/nowhere", data={"score": 1})
    assert answer.status_code == 429
    assert (await visit(house, link(house), 9)).status_code == 200


async def test_an_answer_knows_the_language_that_it_was_given_in(house: House) -> None:
    await house.publish(texts={"en": {"question": "How?"}, "id": {"question": "Bagaimana?"}})
    path = link(house)
    page = await house.web.get(path, headers={"Accept-Language": "id-ID"})
    assert "Bagaimana?" in page.text
    english = [one["formaction"] for one in Markup(page.text).all("button", lang="en")]
    assert english == [f"{path}?lang=en"]
    for language, score in (("id", 5), ("en", 6)):
        await send(house, f"{path}?lang={language}", nonce_of(page.text), score)
        [response] = await house.responses()
        assert (response["score"], response["language"]) == (score, language)


async def test_who_changes_the_language_keeps_what_was_typed_and_the_visit(house: House) -> None:
    texts = {"en": {"question": "How?"}, "id": {"question": "Bagaimana?"}}
    await house.publish(texts=texts, questions=BILINGUAL)
    path = link(house)
    nonce = nonce_of((await house.web.get(path)).text)
    typed: dict[str, Any] = {"comment": "Half a wo", "q_why": "Because"}
    for score in (None, 7):
        form = typed | {"nonce": nonce, "switch": "ask"} | ({"score": score} if score else {})
        page = await house.web.post(f"{path}?lang=id", data=form)
        assert page.status_code == 200
        assert "Bagaimana?" in page.text
        assert "Half a wo" in page.text
        assert "Because" in page.text
        [action] = [one["action"] for one in Markup(page.text).all("form")]
        assert action == f"{path}?lang=id"
    assert await house.responses() == []
    [chosen] = [one for one in Markup(page.text).all("input", name="score") if "checked" in one]
    assert chosen["value"] == "7"
    await send(house, path, nonce_of(page.text), 7)
    thanks = await send(house, path, nonce, 7, switch="thanks")
    assert "Thank you!" in Markup(thanks.text).text
    await send(house, path, nonce_of(thanks.text), 8)
    assert [one["score"] for one in await house.responses()] == [8]
