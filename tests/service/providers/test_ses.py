"""Amazon's topics: whose certificate, which topic, and the link that begins it all."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import pytest

from service.providers import Confirm, NoAnswer, ses
from service.providers.parts import amazon
from service.sources import BadSignature, Unusable
from tests.cast import NOW
from tests.service.providers.signing import (
    CERTIFICATE_URL,
    SES_VERSIONS,
    SUBSCRIBE_URL,
    TOPIC,
    Signed,
    amazon_certificate,
    fixture,
    signed,
)


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The addresses that were asked for a certificate."""
    found: list[str] = []

    async def fetch(url: str) -> bytes:
        found.append(url)
        return amazon_certificate()

    monkeypatch.setattr(amazon, "fetch", fetch)
    amazon._known.clear()
    yield found
    amazon._known.clear()


async def verify(found: Signed, now: Any = NOW, **changed: str) -> None:
    body = json.dumps({**json.loads(found.body), **changed}).encode()
    await ses.verify(body, found.headers, [TOPIC], now)


@pytest.mark.parametrize("sign", SES_VERSIONS)
async def test_both_versions_of_the_signature_are_known(sign: Any, asked: list[str]) -> None:
    for _ in range(2):
        await verify(sign(fixture("ses", "nobody")))
    assert asked == [CERTIFICATE_URL]  # once


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0a1b.pem",
        "https://evil.example/sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0a1b.pem",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem?x",
        "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem\n",
        "https://169.254.169.254/SimpleNotificationService-0a1b.pem",
        "",
    ],
)
async def test_nobody_else_is_asked_for_a_certificate(url: str, asked: list[str]) -> None:
    with pytest.raises(BadSignature):
        await verify(signed("ses", fixture("ses", "nobody")), SigningCertURL=url)
    assert asked == []


async def test_another_topic_is_refused_before_anybody_is_asked(asked: list[str]) -> None:
    with pytest.raises(BadSignature, match="topic"):
        await verify(signed("ses", {}), TopicArn=TOPIC.replace("mail", "other"))
    assert asked == []


@pytest.mark.parametrize(
    "changed", [{"Signature": "!"}, {"Signature": "YQ=="}, {"SignatureVersion": "3"}]
)
async def test_another_signature_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(BadSignature):
        await verify(signed("ses", {}), **changed)


async def test_an_old_certificate_is_refused() -> None:
    for days in (-2, 301):
        with pytest.raises(BadSignature):
            await verify(signed("ses", {}), NOW + timedelta(days=days))


async def test_what_is_no_certificate_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch(url: str) -> bytes:
        return b"<html>"

    monkeypatch.setattr(amazon, "fetch", fetch)
    with pytest.raises(BadSignature):
        await verify(signed("ses", {}))


async def test_a_subscription_is_confirmed_with_amazon_only() -> None:
    found = signed("ses", SUBSCRIBE_URL)
    await verify(found)
    assert ses.parse(found.body) == [Confirm(SUBSCRIBE_URL)]
    for url in (SUBSCRIBE_URL.replace("amazonaws", "evil"), "", "https://evil.example/?Action=x"):
        body = json.dumps({**json.loads(found.body), "SubscribeURL": url}).encode()
        with pytest.raises(Unusable):
            ses.parse(body)


async def test_an_answer_that_does_not_come_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()

    async def get(self: object, url: str) -> httpx.Response:
        raise httpx.ConnectError("no route")

    monkeypatch.setattr(httpx.AsyncClient, "get", get)
    with pytest.raises(NoAnswer):
        await verify(signed("ses", {}))


async def test_a_certificate_that_is_not_there_has_signed_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()

    async def get(self: object, url: str) -> httpx.Response:
        return httpx.Response(404, request=httpx.Request("GET", url))

    monkeypatch.setattr(httpx.AsyncClient, "get", get)
    with pytest.raises(BadSignature):
        await verify(signed("ses", {}))
