"""Webhooks, told to a receiver on loopback."""

import hmac
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from standardwebhooks import Webhook

from service import postman
from service.engine import Engine
from surveys import webhooks
from surveys.database import Row
from surveys.webhooks import PAUSES_SECONDS
from tests.cast import retract
from tests.service.house import House, unsubscribe_path
from tests.service.receiver import Receiver, receiver

SECRET = "whsec_" + "c2VjcmV0IG9mIHRoZSByZWNlaXZlcg=="


@pytest.fixture
async def there() -> AsyncIterator[Receiver]:
    """A receiver that takes everything."""
    async with receiver() as found:
        yield found


async def tell(house: House, there: Receiver, shape: Any = "standard", **only: Any) -> int:
    engine, secret = house.engine, SECRET if shape == "standard" else "their own secret"
    known = (f"{there.url}/hook", shape, only.get("survey_id"), secret)
    return await webhooks.add(engine.database, engine.keyring, *known, house.clock())


async def listed(house: House) -> list[dict[str, Any]]:
    answer = await house.api.get("/v1/webhooks")
    assert answer.status_code == 200
    return list(answer.json()["data"])


async def settled(house: House, **expected: Any) -> dict[str, Any]:
    """The only webhook, once it is so."""

    async def found() -> dict[str, Any] | None:
        [one] = await listed(house)
        return one if {name: one[name] for name in expected} == expected else None

    return dict(await house.until(found))


async def test_an_answer_is_told_once_and_signed_as_standard_webhooks_says(
    house: House, there: Receiver
) -> None:
    await house.publish()
    await tell(house, there)
    await house.answer(await house.invited(1, properties={"store": "Jakarta"}), 9, comment="Yes")
    [body] = await house.until(there.got(1))
    [response] = await house.responses()
    told, [headers] = json.loads(body), there.headers
    assert told["type"] == "response.created"
    assert told["data"] == {**response, "history": [], "tagged": []}
    name = headers["webhook-id"]
    assert headers["webhook-timestamp"] == str(int(house.clock().timestamp()))
    assert headers["webhook-signature"] == Webhook(SECRET).sign(name, house.clock(), body.decode())
    one = await settled(house, delivered=1, waiting=0, failed=0)
    assert (one["state"], one["shape"], one["trouble"]) == ("live", "standard", None)
    assert SECRET not in str(one)
    house.clock.forward(days=2)
    await settled(house, delivered=1)
    assert len(there.bodies) == 1


async def test_an_edit_is_told_as_one_change(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    path = await house.invited(1)
    await house.answer(path, 9)
    await house.until(there.got(1))
    house.clock.forward(minutes=1)
    await house.answer(path, 2)
    _, second = await house.until(there.got(2))
    told = json.loads(second)
    assert (told["type"], told["data"]["score"]) == ("response.updated", 2)
    assert there.headers[0]["webhook-id"] != there.headers[1]["webhook-id"]
    await settled(house, delivered=2, waiting=0)


async def test_a_click_is_told_only_when_it_counts(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    path = await house.invited(1)
    await house.web.get(f"{path}/9")
    house.clock.forward(minutes=5)
    await house.answer(await house.invited(2), 3)
    await house.until(there.got(1))
    await settled(house, delivered=1, waiting=0)
    assert [json.loads(one)["data"]["score"] for one in there.bodies] == [3]


async def test_delighteds_shape_has_the_whole_person_and_its_signature(
    house: House, there: Receiver
) -> None:
    await house.publish()
    await tell(house, there, "delighted")
    await house.answer(await house.invited(1, properties={"store": "Jakarta", "n": 7}), 9)
    [body] = await house.until(there.got(1))
    told, [headers] = json.loads(body), there.headers
    assert (told["event_type"], told["event_id"]) == ("survey_response.created", told["event_id"])
    data = told["event_data"]
    assert (data["score"], data["person"]["email"]) == (9, "customer-1@example.com")
    assert data["person_properties"] == {"store": "Jakarta", "n": 7}
    digest = hmac.new(b"their own secret", body, "sha256").hexdigest()
    assert headers["x-delighted-webhook-signature"] == f"sha256={digest}"


@pytest.mark.parametrize("shape", ["standard", "delighted"])
async def test_who_unsubscribes_is_told_once(house: House, there: Receiver, shape: str) -> None:
    await house.publish()
    await tell(house, there, shape)
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    await house.quiet()
    for _ in range(2):
        await house.web.post(path, data={"List-Unsubscribe": "One-Click"})
    [body] = await house.until(there.got(1))
    told = json.loads(body)
    data = told["event_data" if shape == "delighted" else "data"]
    assert data["email"] == "customer-1@example.com"
    if shape == "delighted":
        assert told["event_type"] == "unsubscribe.created"
        assert data["unsubscribed_at"] == int(house.clock().timestamp())
    else:
        assert told["type"] == "contact.unsubscribed"
        assert told["timestamp"] == data["unsubscribed_at"] == house.clock().isoformat()
    await settled(house, delivered=1, waiting=0)


async def test_only_answers_since_then_to_its_survey_are_told(
    house: House, there: Receiver
) -> None:
    await house.publish()
    await house.publish("other", trigger={"on": "other.event"})
    await house.answer(await house.invited(1), 1)
    other = await house.engine.catalogue.by_key("other")
    nps = await house.engine.catalogue.by_key("nps")
    await tell(house, there, survey_id=nps.survey_id)
    await tell(house, there, survey_id=other.survey_id)
    await house.answer(await house.invited(2), 2)
    [body] = await house.until(there.got(1))
    assert json.loads(body)["data"]["score"] == 2


async def test_a_receiver_in_trouble_is_tried_again_and_then_given_up(
    house: House, there: Receiver
) -> None:
    await house.publish()
    await tell(house, there)
    there.statuses = [500]
    await house.answer(await house.invited(1), 9)
    for number, seconds in enumerate(PAUSES_SECONDS, 1):
        await house.until(there.got(number))
        one = await settled(house, waiting=1, trouble="answered 500")
        assert len(there.bodies) == number
        house.clock.forward(seconds=seconds)
    await settled(house, waiting=0, failed=1)
    assert len(there.bodies) == len(PAUSES_SECONDS) + 1
    assert len({headers["webhook-id"] for headers in there.headers}) == 1
    assert one["state"] == "live"


async def test_what_is_taken_after_all_is_delivered(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    there.statuses = [503, 200]
    await house.answer(await house.invited(1), 9)
    await settled(house, waiting=1, trouble="answered 503")
    house.clock.forward(seconds=5)
    await settled(house, delivered=1, waiting=0, trouble=None)


async def test_redirects_are_not_followed(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    there.statuses = [307]
    await house.answer(await house.invited(1), 9)
    await settled(house, trouble="answered 307; redirects are not followed")
    assert there.elsewhere == 0


async def test_who_is_gone_is_told_nothing_more(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    there.statuses = [410]
    await house.answer(await house.invited(1), 9)
    one = await settled(house, state="ended", failed=1)
    assert one["why_ended"].startswith("It answered 410")
    await house.answer(await house.invited(2), 9)
    await settled(house, waiting=0)
    assert len(there.bodies) == 1


async def test_a_slow_receiver_holds_up_nobody_else(house: House, there: Receiver) -> None:
    await house.publish()
    async with receiver() as slow:
        slow.open.clear()
        await tell(house, slow)
        await tell(house, there)
        await house.answer(await house.invited(1), 9)
        await house.until(slow.got(1))
        await house.answer(await house.invited(2), 8)
        await house.until(there.got(2))
        assert len(slow.bodies) == 1


async def test_an_answer_that_counts_no_more_is_not_told(house: House, there: Receiver) -> None:
    await house.publish()
    await tell(house, there)
    there.statuses = [500, 200]
    await house.answer(await house.invited(1), 9)
    await settled(house, waiting=1)
    [number] = [int(one["id"][4:]) for one in await house.responses()]
    await retract(house.engine.database, [number], house.clock())
    house.clock.forward(seconds=5)
    await settled(house, waiting=0, delivered=1)
    assert len(there.bodies) == 1


async def test_an_answer_that_never_ends_holds_up_nothing(house: House, there: Receiver) -> None:
    there.endless = True
    await house.publish()
    await tell(house, there)
    await house.answer(await house.invited(1), 9)
    await settled(house, delivered=1, waiting=0)


async def test_a_receiver_that_never_answers_is_given_up_in_time(
    house: House, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "TIMEOUT_SECONDS", 0.2)
    there.open.clear()
    await house.publish()
    await tell(house, there)
    await house.answer(await house.invited(1), 9)
    found = await settled(
        house, delivered=0, waiting=1, trouble="gave no answer within 0.2 seconds"
    )
    assert found["state"] == "live"


async def test_a_letter_that_cannot_be_written_holds_up_no_other(
    house: House, there: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    written, first = postman._letter, list[int]()

    async def broken(engine: Engine, shape: str, delivery: Row) -> dict[str, Any]:
        first.append(int(delivery["response_id"]))
        if delivery["response_id"] == first[0]:
            raise KeyError("a version from the future")
        return await written(engine, shape, delivery)

    monkeypatch.setattr(postman, "_letter", broken)
    await house.publish()
    await tell(house, there)
    for number in (1, 2):
        await house.answer(await house.invited(number), 9)
    [body] = await house.until(there.got(1))
    assert json.loads(body)["data"]["id"] != f"res_{first[0]}"
    found = await settled(house, delivered=1, waiting=1)
    assert found["trouble"] == "a fault of ours: KeyError"
