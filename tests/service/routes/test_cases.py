"""GET /v1/cases, and GET /v1/responses/{id} with its history."""

from typing import Any

from tests.service.house import House

FOLLOW_UP = {"when": "score <= 2", "ask_contact": True}


async def cases(house: House, **query: Any) -> list[dict[str, Any]]:
    answer = await house.api.get("/v1/cases", params=query)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["data"])


async def test_a_tick_opens_a_case_and_the_page_remembers_it(house: House) -> None:
    await house.publish(follow_up=FOLLOW_UP)
    path = await house.invited(1)
    page = await house.web.get(f"{path}/9")
    assert 'name="contact"' in page.text
    sent = await house.answer(path, 9, contact="1", comment="Call me.")
    assert "You asked us to contact you." in sent.text
    again = await house.web.get(path)
    assert "You asked us to contact you." in again.text
    assert 'name="contact"' not in again.text
    asked_at = house.clock().isoformat()
    house.clock.forward(seconds=5)
    await house.answer(path, 8)
    [response] = await house.responses()
    assert await cases(house) == [
        {
            "id": (await cases(house))[0]["id"],
            "response": response["id"],
            "survey": "nps",
            "score": 8,
            "comment": "Call me.",
            "reason": "asked",
            "state": "open",
            "opened_at": asked_at,
            "event": response["event"],
            "contact": {
                "id": "customer-1",
                "email": "customer-1@example.com",
                "phone": None,
                "name": None,
            },
        }
    ]


async def test_the_page_asks_only_where_the_survey_says_so(house: House) -> None:
    await house.publish(follow_up={"when": "score <= 2"})
    path = await house.invited(1)
    assert 'name="contact"' not in (await house.web.get(path)).text
    await house.answer(path, 9, contact="1")
    assert await cases(house) == []
    house.clock.forward(seconds=5)
    await house.answer(path, 2)
    assert [one["reason"] for one in await cases(house)] == ["score"]


async def test_they_can_be_filtered_and_read_as_a_table(house: House) -> None:
    await house.publish(follow_up=FOLLOW_UP)
    for person, form in enumerate(({"score": 1}, {"score": 9, "contact": "1"}), 1):
        await house.web.post(await house.invited(person), data=form)
    assert [one["score"] for one in await cases(house)] == [9, 1]
    for query in ({"reason": "asked"}, {"limit": 1}, {"reason": "asked", "state": "open"}):
        assert [one["score"] for one in await cases(house, **query)] == [9]
    assert await cases(house, to=house.clock().isoformat()) == []
    table = await house.api.get("/v1/cases", headers={"Accept": "text/csv"})
    assert table.text.splitlines()[0].startswith("id,response,survey,score,comment,reason,state")
    assert len(table.text.splitlines()) == 3
    for query in ({"reason": "angry"}, {"state": "lost"}, {"sate": "open"}):
        assert (await house.api.get("/v1/cases", params=query)).status_code == 422
    assert (await house.web.get("/v1/cases")).status_code == 401


async def test_a_response_shows_what_it_was_before(house: House) -> None:
    await house.publish(questions=[{"key": "why", "type": "text", "text": {"en": "Why?"}}])
    path = await house.invited(1)
    await house.answer(path, 9, comment="Nice.", q_why="Warm")
    house.clock.forward(minutes=5)
    await house.answer(path, 3, comment="It broke.")
    house.clock.forward(minutes=5)
    await house.answer(path, 3, comment="It broke. Twice.")
    [listed] = await house.responses()
    answer = await house.api.get(f"/v1/responses/{listed['id']}")
    found = answer.json()
    history, tagged = found.pop("history"), found.pop("tagged")
    assert (found, tagged) == (listed, [])
    assert [(one["score"], one["comment"], one["answers"]) for one in history] == [
        (9, "Nice.", {"why": "Warm"}),
        (3, "It broke.", {"why": "Warm"}),
    ]
    assert [one["until"] for one in history] == [
        "2026-11-02T10:05:00+00:00",
        "2026-11-02T10:10:00+00:00",
    ]
    assert {one["evidence"] for one in history} == {"explicit"}


async def test_a_response_that_is_none_is_not_found(house: House) -> None:
    await house.publish()
    await house.answer(await house.invited(1), 9)
    for name in ("res_999999", "res_0", "res_", "1", "res_-1", "res_1e3", "x" * 99):
        assert (await house.api.get(f"/v1/responses/{name}")).status_code == 404
        assert (await house.web.get(f"/v1/responses/{name}")).status_code == 401
