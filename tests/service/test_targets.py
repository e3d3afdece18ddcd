"""Where webhooks may go."""

import asyncio
from typing import Any

import pytest

from service.targets import Forbidden, check, look_up
from surveys.errors import InvalidInput

BASE, DEMO = "https://feedback.acme.example", "http://127.0.0.1:8000"


def answer(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """What every name leads to."""

    async def getaddrinfo(_: Any, host: str, port: int, **__: Any) -> list[Any]:
        return [(None, None, None, "", (one, port)) for one in addresses]

    monkeypatch.setattr(asyncio.BaseEventLoop, "getaddrinfo", getaddrinfo)


@pytest.mark.parametrize(
    "url",
    [
        "http://acme.example/hook",
        "ftp://acme.example/hook",
        "acme.example/hook",
        "https:///hook",
        "https://user:password@acme.example/hook",
        "https://acme.example/hook#part",
        "https://acme.example:99999/hook",
        "https://acme.example/a b",
        "https://acme.example/\u00e9",
        "http://127.0.0.1:9/hook",
        "https://acme.example/" + "x" * 2000,
    ],
)
def test_an_address_that_no_webhook_may_go_to_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="url: "):
        check(url, BASE)


def test_a_demo_may_tell_its_own_machine() -> None:
    assert check("http://127.0.0.1:9/hook", DEMO) == "http://127.0.0.1:9/hook"
    with pytest.raises(InvalidInput):
        check("http://192.168.1.1/hook", DEMO)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.8", "192.168.1.1", "172.16.3.4", "169.254.169.254", "100.64.0.1",
     "0.0.0.0", "::1", "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "224.0.0.1",
     "64:ff9b::a00:1", "64:ff9b:1::1", "::127.0.0.1", "fec0::1", "::ffff:0:10.0.0.1"],
)  # fmt: skip
async def test_a_name_that_leads_inside_is_forbidden(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    answer(monkeypatch, "93.184.215.14", address)
    with pytest.raises(Forbidden, match="no public address"):
        await look_up("https://acme.example/hook", BASE)


async def test_a_request_goes_to_the_address_that_was_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, "93.184.215.14")
    found = await look_up("https://acme.example/hook?a=1", BASE)
    assert found.url == "https://93.184.215.14:443/hook?a=1"
    assert (found.host, found.authority) == ("acme.example", "acme.example")
    other = await look_up("https://acme.example:8443", BASE)
    assert (other.authority, other.path) == ("acme.example:8443", "/")
    answer(monkeypatch, "2606:2800:21f::1")
    found = await look_up("https://acme.example/", BASE)
    assert found.url == "https://[2606:2800:21f::1]:443/"
