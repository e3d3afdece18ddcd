"""The database goes away, and comes back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from service.auth import CACHE
from tests.proxy import Line, line_to
from tests.service.house import House, nonce_of, open_house, purchase

pytestmark = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    """The line between the service and its database."""
    folder = Path(parse_qs(urlsplit(database_url).query)["host"][0])
    async with line_to(folder / ".s.PGSQL.5432") as found:
        yield found


@pytest.fixture
async def house(database_url: str, line: Line) -> AsyncIterator[House]:
    """The service at the far end of that line."""
    name = urlsplit(database_url).path
    async with open_house(f"postgresql://postgres:@127.0.0.1:{line.port}{name}") as found:
        yield found


async def ready(house: House) -> bool | None:
    """True when the service says that it is."""
    return (await house.web.get("/readyz")).status_code == 200 or None


async def test_it_says_so_everywhere_and_is_well_again_when_the_database_is(
    house: House, line: Line
) -> None:
    await house.publish()
    await house.endpoint("shop", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    path = await house.invited(1)
    nonce = nonce_of((await house.web.get(f"{path}/9")).text)
    house.clock.now += CACHE  # nobody's key is remembered any more
    await line.cut()

    not_ready = await house.web.get("/readyz")
    assert (not_ready.status_code, not_ready.json()["ready"]) == (503, False)
    assert (await house.web.get("/healthz")).status_code == 200
    requests = {
        "events": house.api.post("/v1/events", json=purchase(2)),
        "array": house.api.post("/v1/events", json=[purchase(2), purchase(3)]),
        "event": house.api.get("/v1/events/evt_1"),
        "scores": house.api.get("/v1/scores?survey=nps"),
        "responses": house.api.get("/v1/responses"),
        "csv": house.api.get("/v1/responses", headers={"Accept": "text/csv"}),
        "surveys": house.api.get("/v1/surveys"),
        "survey": house.api.put("/v1/surveys/nps", json={}),
        "hook": house.web.post("/hooks/generic/shop", json=purchase(2)),
        "page": house.web.get(f"{path}/9"),
        "answer": house.web.post(path, data={"score": "9", "nonce": nonce}),
        "seen": house.web.post(f"{path}/seen", json={"score": 9, "nonce": nonce}),
        "metrics": house.web.get("/metrics"),
    }
    answers = dict(zip(requests, await asyncio.gather(*requests.values()), strict=True))
    assert {name: answer.status_code for name, answer in answers.items()} == dict.fromkeys(
        requests, 503
    )
    for answer in answers.values():
        assert answer.headers["retry-after"] == "5"
        assert answer.json()["detail"] == "The database does not answer; nothing was changed."

    line.mend()
    await house.until(lambda: ready(house))
    assert (await house.post(purchase(2))).status_code == 202
    assert (await house.answer(path, 10)).status_code == 200
    assert [one["score"] for one in await house.responses()] == [10]


async def test_the_worker_goes_on_where_it_was(house: House, line: Line) -> None:
    """The outcome of a send that nobody could write down is written down later."""
    await house.publish(delay="1h")
    event_id = await house.buy(1)
    await house.story(event_id)
    await line.cut()
    house.clock.forward(hours=1)
    house.bell()
    await asyncio.sleep(0.5)
    assert house.inbox.messages() == []
    line.mend()
    await house.mail(1)

    async def told() -> bool | None:
        story = await house.story(event_id)
        return story["invitations"][0]["messages"][0]["state"] == "sent" or None

    assert await house.until(told)
    assert len(house.inbox.messages()) == 1
