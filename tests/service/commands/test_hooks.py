"""`afterword hooks` and `afterword replay`, beside a running server."""

import base64
import hmac
import json
import time

import httpx

from tests.service.commands.shell import Shell
from tests.service.house import purchase

BROUGHT = "a secret that Shopify has made"


def signed(body: bytes, secret: str) -> dict[str, str]:
    """The headers of a delivery, signed now."""
    timestamp, key = str(int(time.time())), base64.b64decode(secret.removeprefix("whsec_"))
    made = hmac.digest(key, f"m.{timestamp}.".encode() + body, "sha256")
    signature = f"v1,{base64.b64encode(made).decode()}"
    return {"webhook-id": "m", "webhook-timestamp": timestamp, "webhook-signature": signature}


async def send(url: str, body: bytes, secret: str) -> tuple[int, str]:
    """Status and text of the answer."""
    async with httpx.AsyncClient(base_url=url, verify=False) as web:
        found = await web.post("/hooks/generic/shop", content=body, headers=signed(body, secret))
        return found.status_code, found.text


async def test_a_secret_is_replaced_without_a_gap_while_the_server_runs(shell: Shell) -> None:
    async with shell.running("serve", "--port", "0", "--no-worker") as server:

        async def taken(number: int, secret: str) -> int:
            return (await send(server.url, json.dumps(purchase(number)).encode(), secret))[0]

        _, first = (await shell.told("hooks", "add", "generic", "shop")).splitlines()[:2]
        second = await shell.told("hooks", "rotate", "generic", "shop")
        assert second.startswith("whsec_")
        assert second != first
        assert [await taken(1, first), await taken(2, second)] == [202, 202]
        [line] = (await shell.told("hooks", "list")).splitlines()
        assert line.startswith(
            "generic\tshop\thttps://feedback.example.com/hooks/generic/shop\told"
        )
        third = await shell.told("hooks", "rotate", "generic", "shop", "--old-valid-for", "0s")
        assert [await taken(3, one) for one in (first, second, third)] == [401, 401, 202]
        [line] = (await shell.told("hooks", "list")).splitlines()
        assert "old" not in line
        assert third.removeprefix("whsec_") not in line
        assert await shell.told("hooks", "remove", "generic", "shop") == "removed"
        assert await taken(4, third) == 401
        assert await shell.told("hooks", "list") == ""


async def test_a_secret_that_the_sender_makes_is_brought(shell: Shell) -> None:
    for arguments in (("add",), ("rotate",)):
        output = await shell.run("hooks", *arguments, "shopify", "main")
        assert (output.code, "secret: is made by the sender" in output.text) == (2, True)
    await shell.told("hooks", "add", "shopify", "main", "--secret", BROUGHT)
    await shell.told("hooks", "rotate", "shopify", "main", "--secret", f"{BROUGHT} later")
    assert len((await shell.told("hooks", "list")).splitlines()) == 1


async def test_what_is_wrong_with_a_rotation_is_named(shell: Shell) -> None:
    await shell.told("hooks", "add", "generic", "shop")
    for arguments, why in {
        ("rotate", "generic", "other"): "there is no generic endpoint 'other'",
        ("rotate", "nobody", "shop"): "source: must be one of",
        ("rotate", "generic", "shop", "--old-valid-for", "soon"): "old-valid-for: write a whole",
        ("rotate", "generic", "shop", "--secret", "short"): "secret: must be the base64",
        ("remove", "generic", "other"): "there is no generic endpoint 'other'",
    }.items():
        output = await shell.run("hooks", *arguments)
        assert (output.code, why in output.text) == (2, True), output


async def only(url: str, key: str) -> str:
    """The id of the only delivery in quarantine."""
    async with httpx.AsyncClient(base_url=url, verify=False) as api:
        headers = {"Authorization": f"Bearer {key}"}
        [one] = (await api.get("/v1/quarantine", headers=headers)).json()["data"]
        return str(one["id"])


async def test_the_quarantine_is_replayed_beside_a_running_server(shell: Shell) -> None:
    async with shell.running("serve", "--port", "0") as server:
        _, secret = (await shell.told("hooks", "add", "generic", "shop")).splitlines()[:2]
        status, text = await send(server.url, b"{", secret)
        assert (status, json.loads(text)) == (202, {"status": "quarantined"})
        one = await only(server.url, await shell.told("keys", "create", "--scope", "hooks"))
        for arguments in (("--all",), ("--endpoint", "shop"), ("--quarantine", one)):
            told = await shell.told("replay", *arguments)
            assert told.splitlines()[0].startswith("0 events accepted")
            assert "1 still unusable" in told
            assert "  1 x body: Invalid JSON" in told
    for arguments, why in {
        (): "say one of --quarantine, --endpoint and --all",
        ("--all", "--endpoint", "shop"): "say one of --quarantine, --endpoint and --all",
        ("--quarantine", "evt_1"): "quarantine: ids look like qua_12",
        ("--quarantine", "qua_999999"): "there is no delivery qua_999999",
    }.items():
        output = await shell.run("replay", *arguments)
        assert (output.code, why in output.text) == (2, True), output
