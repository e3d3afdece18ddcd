"""POST /v1/responses: answers that were taken elsewhere."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from service.auth import create_key
from surveys import rollups
from tests.cast import NOW, column, rows
from tests.service.house import House, purchase

QUESTIONS = [
    {"key": "why", "type": "text", "text": {"en": "Why?"}},
    {
        "key": "improve",
        "type": "multiple",
        "text": {"en": "What?"},
        "options": {"taste": {"en": "Taste"}, "wait": {"en": "Wait"}},
    },
    {"key": "clean", "type": "scale", "text": {"en": "How clean?"}, "scores": {"low": 7}},
]


async def tell(house: House, body: Any, **headers: str) -> Any:
    """POST /v1/responses of something that is taken."""
    answer = await house.api.post("/v1/responses", json=body, headers=headers)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


async def refused(house: House, body: Any) -> dict[str, str]:
    """The fields that are named when nothing is taken."""
    before = await house.stored()
    answer = await house.api.post("/v1/responses", json=body)
    assert answer.status_code in (400, 422), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await house.stored() == before
    return {one["field"]: one["message"] for one in answer.json()["errors"]}


async def test_an_answer_by_telephone_counts_once_in_the_hour_in_which_it_was_given(
    house: House,
) -> None:
    await house.publish(questions=QUESTIONS)
    at = NOW - timedelta(days=2, minutes=5)
    body = {
        "survey": "nps",
        "score": 9,
        "comment": "Lovely.\r\n",
        "answers": {"why": "the coffee", "improve": ["wait"]},
        "answered_at": at.isoformat(),
        "customer": {"id": "customer-1", "email": "Customer-1@Example.com"},
        "channel": "phone",
        "segments": {"store": "Jakarta"},
    }
    told = await tell(house, body)
    [response] = await house.responses()
    assert told == {"response": response["id"], "status": "recorded"}
    assert (response["score"], response["comment"]) == (9, "Lovely.")
    assert response["answers"] == {"why": "the coffee", "improve": ["wait"]}
    assert (response["channel"], response["evidence"]) == ("phone", "explicit")
    assert response["segments"] == {"store": "Jakarta"}
    assert datetime.fromisoformat(response["answered_at"]) == at
    assert response["contact"] == {
        "id": "customer-1",
        "email": "customer-1@example.com",
        "name": None,
    }
    for _ in range(2):  # out of the ledger, then out of the rollups
        hour = at.replace(minute=0)
        one = {"from_": hour.isoformat(), "to": (hour + timedelta(hours=1)).isoformat()}
        assert (await house.scores(**one))["total"]["counts"]["9"] == 1
        assert (await house.scores(where="store:Jakarta"))["total"]["n"] == 1
        await rollups.fold(house.engine.database)
    assert (await house.scores(as_of=(NOW - timedelta(hours=1)).isoformat()))["total"]["n"] == 0


async def test_who_is_told_of_is_the_person_that_events_are_about(house: House) -> None:
    await house.publish()
    await house.invited(1)
    await tell(house, {"survey": "nps", "score": 3, "customer": {"id": "customer-1"}})
    contacts = await column(house.engine.database, "SELECT contact_id FROM response")
    assert contacts == await column(house.engine.database, "SELECT id FROM contact")
    assert len(house.inbox.messages()) == 1  # the mail of the purchase


async def test_who_is_unhappy_now_and_known_has_a_case(house: House) -> None:
    await house.publish(follow_up={"when": "score <= 6"})
    who, before = {"id": "customer-1"}, (NOW - timedelta(days=2)).isoformat()
    unhappy = {"survey": "nps", "score": 2}
    [*_, told] = await tell(
        house,
        [
            unhappy,
            {**unhappy, "customer": who, "answered_at": before},
            {**unhappy, "customer": who, "score": 9},
            {**unhappy, "customer": who},
        ],
    )
    [case] = (await house.api.get("/v1/cases")).json()["data"]
    assert case["response"] == told["response"]


async def test_nobody_is_sent_anything_because_of_it(house: House) -> None:
    await house.publish()
    who = {"email": "new@example.com"}
    await tell(house, [{"survey": "nps", "score": n, "customer": who} for n in range(5)])
    assert await house.count("SELECT COUNT(*) FROM message") == 0
    assert await house.count("SELECT COUNT(*) FROM contact") == 1


async def test_an_invitation_has_one_response_whoever_answers_it(house: House) -> None:
    await house.publish()
    event = await house.buy(1)
    path = await house.invited(2)
    await house.mail(1)
    await house.quiet()
    await house.answer(path, 8)
    invitation = (await house.story(event))["invitations"][0]["id"]
    body = {"survey": "nps", "score": 2, "event": event, "channel": "phone"}
    [first, again, other] = await tell(
        house, [body, {**body, "score": 9}, {**body, "event": None, "invitation": invitation}]
    )
    assert (first["status"], again["status"], other["status"]) == (
        "recorded",
        "duplicate",
        "duplicate",
    )
    assert first["response"] == again["response"] == other["response"]
    assert (await house.story(event))["invitations"][0]["state"] == "answered"
    assert sorted(one["score"] for one in await house.responses()) == [2, 8]


async def test_an_answer_that_waits_for_nobody_takes_the_segments_of_the_event(
    house: House,
) -> None:
    await house.publish()
    event = await house.buy(1, properties={"store": "Bandung"})
    await house.mail(1)
    await tell(house, {"survey": "nps", "score": 4, "event": event})
    [response] = await house.responses()
    assert (response["segments"], response["event"]) == ({"store": "Bandung"}, event)
    assert response["channel"] == "api"


async def test_a_request_with_a_key_of_its_own_is_done_once(house: House) -> None:
    await house.publish()
    body = [{"survey": "nps", "score": 7}, {"survey": "nps", "score": 8}]
    first = await tell(house, body, **{"Idempotency-Key": "import-1"})
    again = await tell(house, body, **{"Idempotency-Key": "import-1"})
    assert first == again
    assert len(await house.responses()) == 2
    other = await house.api.post(
        "/v1/responses", json=body[:1], headers={"Idempotency-Key": "import-1"}
    )
    assert other.status_code == 422


async def test_a_thousand_are_taken_at_once_and_one_wrong_refuses_all(house: House) -> None:
    await house.publish()
    body = [{"survey": "nps", "score": n % 11} for n in range(1000)]
    assert len({one["response"] for one in await tell(house, body)}) == 1000
    assert (await house.scores())["total"]["n"] == 1000
    assert "body" in await refused(house, body + body[:1])
    assert "[999].score" in await refused(house, [*body[:999], {"survey": "nps", "score": 11}])
    assert await refused(house, []) == {"body": "send 1 to 1000 answers at a time"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"survey": None}, "survey"),
        ({"survey": "nobody"}, "survey"),
        ({"score": 11}, "score"),
        ({"score": -1}, "score"),
        ({"score": "9"}, "score"),
        ({"score": True}, "score"),
        ({"score": 9.5}, "score"),
        ({"score": 10**400}, "score"),
        ({"answers": {"why": 10**400}}, "answers.why"),
        ({"answers": {"improve": [["taste"]]}}, "answers.improve"),
        ({"segments": {"store": 10**400}}, "segments.store"),
        ({"comment": "x" * 5001}, "comment"),
        ({"comment": "\x00"}, "comment"),
        ({"answers": {"who": "me"}}, "answers.who"),
        ({"answers": {"why": "x" * 2001}}, "answers.why"),
        ({"answers": {"why": ["slow", "rude"]}}, "answers.why"),
        ({"answers": {"clean": [4, 5]}}, "answers.clean"),
        ({"score": 6, "answers": {"clean": 4}}, "answers.clean"),
        ({"segments": {"store": "x" * 201}}, "segments.store"),
        ({"answers": {"improve": "nothing"}}, "answers.improve"),
        ({"answered_at": (NOW + timedelta(minutes=5)).isoformat()}, "answered_at"),
        ({"answered_at": "1969-01-01T00:00:00Z"}, "answered_at"),
        ({"answered_at": "yesterday"}, "answered_at"),
        ({"answered_at": 1700000000}, "answered_at"),
        ({"customer": {}}, "customer"),
        ({"customer": {"email": "nobody"}}, "customer"),
        ({"customer": {"id": "1"}, "event": "evt_1"}, "event"),
        ({"event": "evt_1"}, "event"),
        ({"event": "1"}, "event"),
        ({"invitation": 1}, "invitation"),
        ({"invitation": 2**63}, "invitation"),
        ({"event": "evt_1", "segments": {"store": "x"}}, "segments"),
        ({"channel": "by phone"}, "channel"),
        ({"channel": "x" * 33}, "channel"),
        *(({"channel": own}, "channel") for own in ("email", "sms", "whatsapp", "link")),
        *(({"channel": own}, "channel") for own in ("place", "kiosk", "embed")),
        ({"segments": {"city": "Jakarta"}}, "segments.city"),
        ({"segments": {"store": ["a"]}}, "segments.store"),
        ({"sgements": {}}, "sgements"),
    ],
)
async def test_what_is_wrong_is_named_and_changes_nothing(
    house: House, wrong: dict[str, Any], field: str
) -> None:
    await house.publish(questions=QUESTIONS)
    body = {"survey": "nps", "score": 9} | wrong
    assert field in await refused(house, body), await refused(house, body)
    assert f"[1].{field}" in await refused(house, [{"survey": "nps", "score": 9}, body])


async def test_what_is_as_long_as_may_be_is_kept_to_the_last_character(house: House) -> None:
    await house.publish(questions=QUESTIONS)
    answers, store = {"why": "x" * 2000, "improve": ["taste", "wait"], "clean": 4}, "y" * 200
    body = {"survey": "nps", "score": 9, "answers": answers, "comment": "z" * 5000}
    await tell(house, {**body, "segments": {"store": store}})
    [response] = await house.responses()
    assert response["answers"] == {**answers, "clean": "4"}
    assert (response["comment"], response["segments"]) == ("z" * 5000, {"store": store})


async def test_an_invitation_that_was_taken_back_or_was_over_is_told(house: House) -> None:
    await house.publish(withdraw_on="purchase.cancelled", expires="1d")
    order = {"properties": {"order_id": 1}}
    event = await house.buy(1, **order)
    await house.mail(1)
    house.clock.forward(days=2)
    late = await refused(house, {"survey": "nps", "score": 3, "event": event})
    assert "expired" in late["event"]
    in_time = {"answered_at": (NOW + timedelta(hours=3)).isoformat()}
    await tell(house, {"survey": "nps", "score": 3, "event": event, **in_time})
    event = await house.buy(2, **order)
    await house.mail(2)
    cancelled = purchase(3, 2, type="purchase.cancelled", **order)
    cancelled_id = (await house.post(cancelled)).json()["event"]
    await house.story(cancelled_id)
    gone = await refused(house, {"survey": "nps", "score": 3, "event": event})
    assert "withdrawn" in gone["event"]


async def test_only_a_key_with_the_scope_may_tell(house: House) -> None:
    await house.publish()
    body = {"survey": "nps", "score": 9}
    key = await create_key("reader", ["read", "events"], "shop", house.clock())
    for headers, status in (({}, 401), ({"Authorization": f"Bearer {key}"}, 403)):
        answer = await house.web.post("/v1/responses", json=body, headers=headers)
        assert answer.status_code == status
    assert await rows(house.engine.database, "SELECT id FROM response") == []
