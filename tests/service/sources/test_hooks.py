"""The sources behind their address: POST /hooks/{source}/{endpoint}, over real HTTP."""

import base64
import hmac
import json
from collections.abc import Mapping

import httpx
import pytest

from service.sources import URL, sources
from surveys import hooks
from tests.cast import rows
from tests.service.house import House
from tests.service.sources.deliveries import SIGNERS, delivery, names, signed, vectors

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8G"


async def open_endpoint(house: House, source: str, *secrets: str) -> None:
    await hooks.add(source, "main", secrets or (SECRET,), house.engine.keyring, house.clock())


async def send(
    house: House, source: str, body: bytes, headers: Mapping[str, str], query: str = ""
) -> httpx.Response:
    sent = {name: value for name, value in headers.items() if name != URL}
    url = f"/hooks/{source}/main{query}"
    return await house.web.post(url, content=body, headers=sent, follow_redirects=False)


async def send_signed(house: House, source: str, name: str) -> httpx.Response:
    """A recorded delivery, signed now."""
    body, headers = delivery(source, name)
    return await send(house, source, body, headers | signed(source, body, SECRET, house.clock()))


async def test_every_recorded_delivery_is_answered_kindly(house: House) -> None:
    for source in sorted(set(sources()) - {"hubspot"}):  # it signs the address, see below
        assert source in SIGNERS, f"write down how {source} signs"
        await open_endpoint(house, source)
        for name in names(source):
            answer = await send_signed(house, source, name)
            assert answer.status_code in (200, 202), (source, name, answer.text)


async def test_every_vector_passes_and_without_its_signature_none(house: House) -> None:
    known = [vector for source in sorted(sources()) for vector in vectors(source)]
    for number, vector in enumerate(known):
        name = f"vector-{number}"
        await hooks.add(vector.source, name, [vector.secret], house.engine.keyring, house.clock())
        house.clock.now = vector.now
        url = f"/hooks/{vector.source}/{name}"
        assert (await house.web.post(url, content=vector.body)).status_code == 401
        if URL not in vector.headers:  # HubSpot's are for another address than this one
            answer = await house.web.post(url, content=vector.body, headers=vector.headers)
            assert answer.status_code in (200, 202), (vector, answer.text)


async def test_the_ping_of_woocommerce_gets_exactly_200(house: House) -> None:
    await open_endpoint(house, "woocommerce")
    before = await house.stored()
    body, headers = delivery("woocommerce", "ping")
    answer = await send(house, "woocommerce", body, headers)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert await house.stored() == before


async def test_the_ping_of_intercom_must_be_signed(house: House) -> None:
    await open_endpoint(house, "intercom")
    assert (await send_signed(house, "intercom", "ping")).status_code == 200
    body, headers = delivery("intercom", "ping")
    assert (await send(house, "intercom", body, headers)).status_code == 401


@pytest.mark.parametrize("query", ["", "?to=a%40b%2Fc&x=%20"])
async def test_hubspot_signs_our_public_address(house: House, query: str) -> None:
    await open_endpoint(house, "hubspot")
    body, headers = delivery("hubspot", "workflow")
    public = f"{house.engine.settings.base_url}/hooks/hubspot/main"
    told = hubspot_headers(body, public + query.replace("%40", "@").replace("%2F", "/"), house)
    assert (await send(house, "hubspot", body, headers | told, query)).status_code == 202
    elsewhere = hubspot_headers(body, "https://elsewhere.example/hooks/hubspot/main", house)
    assert (await send(house, "hubspot", body, headers | elsewhere, query)).status_code == 401


def hubspot_headers(body: bytes, url: str, house: House) -> dict[str, str]:
    time = f"{house.clock().timestamp() * 1000:.0f}"
    digest = hmac.digest(SECRET.encode(), f"POST{url}".encode() + body + time.encode(), "sha256")
    return {
        "x-hubspot-request-timestamp": time,
        "x-hubspot-signature-v3": base64.b64encode(digest).decode(),
    }


async def test_what_cannot_be_read_is_kept_without_the_secret_that_came_along(
    house: House,
) -> None:
    await open_endpoint(house, "freshdesk")
    body, headers = delivery("freshdesk", "broken_by_a_quote")
    for shown in ({"x-afterword-secret": SECRET}, signed("freshdesk", body, SECRET, house.clock())):
        answer = await send(house, "freshdesk", body, headers | shown)
        assert (answer.status_code, answer.json()) == (202, {"status": "quarantined"})
    kept = await rows(house.engine.database, "SELECT origin, reason, headers, body FROM quarantine")
    assert [bytes(one["body"]) for one in kept] == [body, body]
    assert {one["origin"] for one in kept} == {"freshdesk:main"}
    assert all("not JSON" in one["reason"] for one in kept)
    shown = signed("freshdesk", body, SECRET, house.clock())["authorization"].split()[1]
    assert not any(
        secret in json.dumps(one["headers"]) for one in kept for secret in (SECRET, shown)
    )


async def test_a_body_for_another_endpoint_opens_nothing(house: House) -> None:
    await open_endpoint(house, "shopify")
    other = "another secret of another shop"
    await hooks.add("shopify", "other", [other], house.engine.keyring, house.clock())
    before = await house.stored()
    body, headers = delivery("shopify", "order_paid")
    headers |= signed("shopify", body, other, house.clock())
    assert (await send(house, "shopify", body, headers)).status_code == 401
    assert await house.stored() == before


async def test_a_signed_delivery_becomes_an_event_with_its_customer(house: House) -> None:
    await open_endpoint(house, "shopify")
    await house.publish(trigger={"on": "purchase.completed"})
    answer = await send_signed(house, "shopify", "order_paid")
    assert (answer.status_code, answer.json()["status"]) == (202, "accepted")
    again = await send_signed(house, "shopify", "order_paid_retried")
    assert (again.status_code, again.json()) == (
        200,
        {"event": answer.json()["event"], "status": "duplicate"},
    )
    [mail] = await house.mails(1, "ratna.wijaya@example.com")
    assert mail.channel == "email"
