"""/kiosk/{survey}/{place}: taps of many people, each once."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import httpx

from service.door import FAST, MOST_A_KIOSK, MOST_AN_ADDRESS
from service.templating import STATIC, TEMPLATES
from surveys.doors import Doors, written
from tests.cast import NOW
from tests.service.house import House, nonce_of
from tests.service.markup import Markup

PATH = "/kiosk/nps/counter"


async def opened(house: House) -> str:
    """The survey, and the name of the page's load."""
    await house.publish(doors={"places": ["counter"]})
    return nonce_of((await house.web.get(PATH)).text)


async def tap(house: House, nonce: str, score: int, turn: str, **more: Any) -> httpx.Response:
    """What the page's script sends."""
    form = {"nonce": nonce, "score": score, "turn": turn, **more}
    return await house.web.post(PATH, data=form, headers={"Accept": "application/json"})


async def test_each_tap_is_an_answer_however_often_it_is_sent(house: House) -> None:
    nonce = await opened(house)
    assert await house.responses() == []
    for turn in ("a1", "b2", "a1"):
        answer = await tap(house, nonce, 9, turn)
        assert (answer.status_code, answer.json()["recorded"]) == (200, True)
    await asyncio.gather(*(tap(house, nonce, 4, "c3") for _ in range(6)))
    found = await house.responses()
    assert [one["score"] for one in found] == [4, 9, 9]
    assert {(one["channel"], one["segments"]["place"]) for one in found} == {("kiosk", "counter")}
    assert (await house.scores())["total"]["n"] == 3


async def test_without_script_the_next_person_finds_nothing_of_the_last(house: House) -> None:
    nonce = await opened(house)
    form = {"nonce": nonce, "score": 2}
    first = await house.web.post(PATH, data=form)
    await house.web.post(PATH, data=form)  # a second tap on the same button
    markup = Markup(first.text)
    assert "Thank you!" in markup.text
    assert markup.all("button", name="score") == []
    assert markup.all("form")[0]["method"] == "get"
    page = await house.web.get(PATH)
    assert page.headers["cache-control"] == "no-store"
    assert len(Markup(page.text).all("button", name="score")) == 11
    await house.web.post(PATH, data={"nonce": nonce_of(page.text), "score": 10})
    assert [one["score"] for one in await house.responses()] == [10, 2]


async def test_what_waited_for_the_line_counts_when_it_was_tapped(house: House) -> None:
    nonce = await opened(house)
    house.clock.forward(hours=5)
    await tap(house, nonce, 9, "a1", waited_ms=2 * 3600 * 1000)
    await tap(house, nonce, 9, "a2", waited_ms=400 * 3600 * 1000)  # longer than the page is open
    await tap(house, nonce, 9, "a3", waited_ms="-1e9")
    moments = [datetime.fromisoformat(one["answered_at"]) for one in await house.responses()]
    assert moments == [NOW + timedelta(hours=hours) for hours in (5, 0, 3)]


async def test_a_child_that_taps_all_day_is_marked_and_then_held_back(house: House) -> None:
    nonce = await opened(house)
    for number in range(MOST_A_KIOSK):
        house.clock.forward(seconds=1)
        assert (await tap(house, nonce, 10, f"t{number}")).status_code == 200
    held = await tap(house, nonce, 10, "more")
    assert (held.status_code, int(held.headers["retry-after"]) > 0) == (429, True)
    groups = (await house.scores(group_by="pace", interval="none"))["series"]
    assert {one["group"]: one["n"] for one in groups} == {None: FAST, "rapid": MOST_A_KIOSK - FAST}
    house.clock.forward(minutes=16)
    assert (await tap(house, nonce, 3, "later")).status_code == 200
    assert (await house.responses())[0]["segments"] == {"place": "counter"}


async def test_junk_holds_back_its_sender_and_never_the_kiosk(house: House) -> None:
    nonce = await opened(house)
    junk = [(await house.web.post(PATH, data={})).status_code for _ in range(MOST_A_KIOSK)]
    assert junk == [422] * MOST_AN_ADDRESS + [429] * (MOST_A_KIOSK - MOST_AN_ADDRESS)
    assert (await tap(house, nonce, 9, "a1")).status_code == 200
    assert [one["score"] for one in await house.responses()] == [9]


async def test_the_code_of_a_counter_opens_no_kiosk_and_the_other_way_round(house: House) -> None:
    await house.publish()
    for kind, way in (("place", "s"), ("kiosk", "kiosk")):
        last = written("nps", Doors(), "counter", house.engine.keyring.tag, kind)
        opens = [p for p in ("s", "kiosk") if (await house.web.get(f"/{p}/nps/{last}")).is_success]
        assert opens == [way]


async def test_the_same_taps_are_marked_whichever_come_first(house: House) -> None:
    nonce = await opened(house)
    house.clock.forward(hours=1)
    for number in range(FAST):  # what waited for the line comes between those of now
        early = await tap(house, nonce, 9, f"e{number}", waited_ms=1_800_000 - number)
        assert early.status_code == 200
        assert (await tap(house, nonce, 9, f"l{number}")).status_code == 200
    house.clock.forward(minutes=16)
    assert (await tap(house, nonce, 9, "more", waited_ms=16 * 60_000 + 1_700_000)).is_success
    [group] = [
        one
        for one in (await house.scores(group_by="pace", interval="none"))["series"]
        if one["group"] == "rapid"
    ]
    assert group["n"] == 1


async def test_what_is_no_tap_of_this_kiosk_is_not_recorded(house: House) -> None:
    nonce = await opened(house)
    await house.publish("csat", kind="csat", doors={"places": ["counter"]})
    other = nonce_of((await house.web.get("/kiosk/csat/counter")).text)
    place = nonce_of((await house.web.get("/s/nps/counter")).text)
    for wrong in ("", "x.y.z", other, place):
        answer = await tap(house, wrong, 5, "a1")
        assert (answer.status_code, answer.json()) == (422, {"recorded": False})
    for turn in ("A", "x" * 25, "a-b", "é"):
        assert (await tap(house, nonce, 5, turn)).status_code == 422
    assert (await tap(house, nonce, 11, "a1")).status_code == 422
    assert (await house.web.post(PATH, data={"nonce": "x", "score": 5})).status_code == 422
    assert (await house.web.get("/kiosk/nps/door")).status_code == 404
    assert (await house.web.post("/kiosk/nps/door", data={"score": 5})).status_code == 404
    house.clock.forward(days=8)
    assert (await tap(house, nonce, 5, "a1")).status_code == 422
    assert await house.responses() == []


async def test_after_another_language_it_goes_back_to_its_own(house: House) -> None:
    texts = {"en": {"question": "How?"}, "ar": {"question": "كيف كان؟"}}
    await house.publish(doors={"places": ["counter"]}, texts=texts)
    page = Markup((await house.web.get(f"{PATH}?lang=ar")).text)
    assert page.all("html")[0]["dir"] == "rtl"
    assert page.all("form")[0]["data-home"] == PATH
    assert "data-home" not in Markup((await house.web.get(PATH)).text).all("form")[0]


def test_every_class_of_the_page_has_a_style() -> None:
    css = (STATIC / "kiosk.css").read_text()
    html = (TEMPLATES / "doors" / "kiosk.html").read_text()
    found = re.findall(r'class="(\w+)"', html)
    assert sorted(set(found)) == ["brand", "ends", "next", "scores"]
    assert [name for name in found if f".{name}" not in css] == []
