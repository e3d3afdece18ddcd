"""/healthz, /readyz and /metrics; what happens without a database is in tests/service/."""

import re

from prometheus_client.parser import text_string_to_metric_families

from tests.service.house import House


async def test_it_is_alive_and_ready_and_says_what_waits(house: House) -> None:
    alive = await house.web.get("/healthz")
    assert (alive.status_code, alive.text) == (200, "ok\n")
    await house.publish(delay="1h")
    event_id = await house.buy(1)
    await house.story(event_id)
    ready = await house.web.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {
        "ready": True,
        "waiting": {"inbox": 0, "messages": 1, "claimed": 0, "clicks": 0, "ledger": 0},
        "troubles": [],
    }


async def metrics(house: House) -> dict[str, float]:
    """Every sample as `name{labels}`."""
    answer = await house.web.get("/metrics")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/plain")
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in text_string_to_metric_families(answer.text)
        for one in family.samples
    }


async def test_the_metrics_count_what_happens(house: House) -> None:
    before = await metrics(house)
    await house.publish()
    path = await house.invited(1)
    await house.answer(path, 9)
    await house.post({"id": "order-1", "type": "a.b"})
    after = await metrics(house)
    risen = {name: after[name] - before.get(name, 0) for name in after}
    assert risen["afterword_events_total[('status', 'accepted')]"] == 1
    assert risen["afterword_events_total[('status', 'conflict')]"] == 1
    assert risen["afterword_messages_total[('channel', 'email'), ('state', 'sent')]"] == 1
    assert risen["afterword_answers_total[('verdict', 'recorded')]"] == 1
    assert risen["afterword_clicks_total[('action', 'open')]"] == 1
    assert after["afterword_waiting[('queue', 'messages')]"] == 0


async def test_the_metrics_tell_nothing_of_anybody(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    await house.answer(path, 9)
    told = (await house.web.get("/metrics")).text
    for secret in ("@", "customer-1", path[3:], house.key, "order-1"):
        assert secret not in told
    assert not re.search(r'path="', told)
