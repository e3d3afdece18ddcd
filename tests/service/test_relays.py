"""Relays that are busy, die or have little room, over real sockets."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from notifiers.lane import lanes_of
from service.demo.smtp_server import smtp_server
from service.passage import BEHIND
from surveys.breaker import FIRST_PAUSE
from tests.cast import column
from tests.service.house import House, open_house, purchase

STATES = "SELECT state FROM message ORDER BY id"
ATTEMPTS = "SELECT attempts FROM message"


@dataclass
class Relay:
    """Takes every mail, until it is `busy`, or has had `most` of them and is `spent`: whoever asks
    then waits until it is ended."""

    busy: bool = False
    most: int = 1000
    to: list[str] = field(default_factory=list)
    under_way: int = 0
    spent: asyncio.Event = field(default_factory=asyncio.Event)
    asked: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked += 1
        if self.busy:
            return "421 4.3.2 Too busy"
        if len(self.to) + self.under_way >= self.most:
            await asyncio.Event().wait()
        self.under_way += 1
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.to += envelope.rcpt_tos
        self.under_way -= 1
        if len(self.to) >= self.most:
            self.spent.set()
        return "250 Taken"


@dataclass
class Street:
    """A house with two relays, or with the first one only."""

    house: House
    first: Relay
    second: Relay
    end_first: Any

    async def until_sent(self, count: int) -> None:
        async def sent() -> bool | None:
            states = await column(self.house.engine.database, STATES)
            return states.count("sent") == count or None

        await self.house.until(sent)

    async def trouble(self) -> list[str]:
        return [*(await self.house.web.get("/readyz")).json()["troubles"]]


@pytest.fixture
async def open_street(database_url: str) -> AsyncIterator[Any]:
    """Starts it; `query` has options of both relays."""
    async with AsyncExitStack() as stack:

        async def start(first: Relay, query: str = "", *, alone: bool = False) -> Street:
            ending, second = AsyncExitStack(), Relay()
            stack.push_async_exit(ending)
            urls = [f"smtp://127.0.0.1:{await ending.enter_async_context(smtp_server(first))}"]
            port = await stack.enter_async_context(smtp_server(second))
            urls += [] if alone else [f"smtp://127.0.0.1:{port}"]
            url = " ".join(f"{one}?{query}" for one in urls)
            house = await stack.enter_async_context(open_house(database_url, smtp_url=url))
            await house.publish()
            return Street(house, first, second, ending.aclose)

        yield start


async def test_when_a_relay_dies_every_mail_goes_out_once_through_the_next(
    open_street: Any,
) -> None:
    street = await open_street(Relay(most=15))
    await street.house.post([purchase(number) for number in range(60)])
    await asyncio.wait_for(street.first.spent.wait(), 20)
    await street.end_first()
    await street.until_sent(60)
    assert (len(street.first.to), len(street.second.to)) == (15, 45)
    everybody = {f"customer-{number}@example.com" for number in range(60)}
    assert {*street.first.to, *street.second.to} == everybody
    assert set(await column(street.house.engine.database, ATTEMPTS)) == {1}


async def test_a_relay_that_is_busy_for_everybody_burns_nothing(open_street: Any) -> None:
    street = await open_street(Relay(busy=True), alone=True)
    await street.house.post([purchase(number) for number in range(30)])

    async def paused() -> list[str] | None:
        return await street.trouble() or None

    assert await street.house.until(paused) == ["lane 1 of email is paused"]
    [reason] = await column(street.house.engine.database, "SELECT reason FROM lane")
    assert reason == "mail: 421 4.3.2 Too busy"  # which strangers do not read
    await street.house.quiet()
    assert street.first.asked <= street.house.engine.settings.senders
    assert set(await column(street.house.engine.database, ATTEMPTS)) == {0}
    street.first.busy = False
    street.house.clock.now += FIRST_PAUSE + BEHIND
    await street.until_sent(30)
    assert sorted(street.first.to) == sorted(f"customer-{n}@example.com" for n in range(30))
    assert set(await column(street.house.engine.database, ATTEMPTS)) == {1}
    assert await street.trouble() == []


async def test_a_domain_without_room_waits_and_nobody_else_does(open_street: Any) -> None:
    street = await open_street(Relay(), "domain_per_minute=1", alone=True)
    other = purchase(9, customer={"id": "c-9", "email": "ann@other.example"})
    await street.house.post([*(purchase(number) for number in range(5)), other])
    await street.until_sent(2)
    await street.house.quiet()
    domains = [address.partition("@")[2] for address in street.first.to]
    assert sorted(domains) == ["example.com", "other.example"]
    for minute in range(1, 5):
        street.house.clock.forward(minutes=1)
        await street.until_sent(2 + minute)


async def test_the_metrics_tell_which_relay_is_paused(open_street: Any) -> None:
    street = await open_street(Relay(busy=True))
    await street.house.buy(1)
    await street.until_sent(1)
    told = (await street.house.web.get("/metrics")).text
    lanes = [lane.name for lane in lanes_of("email", street.house.engine.channels["email"])]
    for lane, paused in zip(lanes, (1.0, 0.0), strict=True):
        assert f'afterword_lane_paused{{lane="{lane}"}} {paused}' in told
        assert f'afterword_lane_share{{lane="{lane}"}} 1.0' in told
