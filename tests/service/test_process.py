"""Servers and workers as processes of their own."""

import asyncio
import json
from contextlib import AsyncExitStack

import httpx
import pytest

from service.clock import utc_now
from service.demo.inbox import Inbox
from service.demo.smtp_inbox import smtp_inbox
from tests.service.commands.conftest import shell
from tests.service.commands.shell import Shell
from tests.service.house import BROWSER, purchase
from tests.service.wire import Reply, exchange, post

__all__ = ["shell"]
SURVEY = {
    "kind": "nps",
    "name": "After a purchase",
    "trigger": {"on": "purchase.completed"},
    "channels": ["email"],
    "texts": {"en": {"question": "How was it?"}},
}


async def new_key(shell: Shell) -> str:
    """A key that may do everything."""
    scopes = [word for scope in ("events", "read", "surveys") for word in ("--scope", scope)]
    return await shell.told("keys", "create", *scopes)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_second_process_on_one_sqlite_file_is_refused(shell: Shell) -> None:
    async with shell.running("serve", "--port", "0") as server:
        for command in (["serve", "--port", "0"], ["serve", "--no-worker"], ["worker"]):
            refused = await shell.run(*command)
            assert refused.code == 2
            assert "SQLite serves one process" in refused.text
            assert "AFTERWORD_DATABASE_URL=postgres://" in refused.text
        assert await server.stop() == 0
    async with shell.running("worker") as worker:
        assert (await shell.run("serve", "--port", "0")).code == 2
        assert await worker.stop() == 0


async def test_a_signal_lets_the_request_in_hand_finish(shell: Shell) -> None:
    key = await new_key(shell)
    async with shell.running("serve", "--port", "0") as server:
        url, body = server.url, json.dumps(purchase(1)).encode()
        head = post("/v1/events", b"", f"Authorization: Bearer {key}", length=len(body))
        idle = await asyncio.open_connection("127.0.0.1", int(url.rpartition(":")[2]))
        slow = asyncio.create_task(exchange(url, head, body[:10], body[10:], pause=0.4))
        await asyncio.sleep(0.2)
        stopping = asyncio.create_task(server.stop())
        reply: Reply = await slow
        assert (reply.status, json.loads(reply.body)["status"]) == (202, "accepted")
        assert await stopping == 0
        assert await idle[0].read() == b""
        idle[1].close()
        with pytest.raises(OSError, match="Connect call failed"):
            await exchange(url, head)
    async with shell.running("serve", "--port", "0") as server:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, verify=False) as api:
            again = await api.post("/v1/events", json=purchase(1))
            assert (again.status_code, again.json()["status"]) == (200, "duplicate")


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_web_and_worker_may_be_processes_apart(shell: Shell) -> None:
    """Two of each on one PostgreSQL; the web tells the workers at once."""
    inbox = Inbox()
    async with AsyncExitStack() as stack:
        smtp_url = await stack.enter_async_context(smtp_inbox(inbox, utc_now))
        mail = {"AFTERWORD_SMTP_URL": smtp_url, "AFTERWORD_MAIL_FROM": "kopi@example.com"}
        shell.environment = {**shell.environment, **mail}
        key = await new_key(shell)
        webs = [
            await stack.enter_async_context(shell.running("serve", "--no-worker", "--port", "0"))
            for _ in range(2)
        ]
        for _ in range(2):
            await stack.enter_async_context(shell.running("worker"))
        headers = {"Authorization": f"Bearer {key}"}
        apis = [
            await stack.enter_async_context(
                httpx.AsyncClient(base_url=web.url, headers=headers, verify=False)
            )
            for web in webs
        ]
        assert (await apis[0].put("/v1/surveys/nps", json=SURVEY)).status_code == 201
        posts = [apis[n % 2].post("/v1/events", json=purchase(n // 4)) for n in range(40)]
        answers = await asyncio.gather(*posts)
        assert sorted(answer.status_code for answer in answers) == [200] * 30 + [202] * 10
        await asyncio.sleep(2.5)  # longer than any poll, so that a second one would have come
        assert len({message.to for message in inbox.messages()}) == len(inbox.messages()) == 10
        link = next(one for one in inbox.messages()[0].links if one.endswith("/9"))
        path = link.removeprefix("https://feedback.example.com").removesuffix("/9")
        form = await apis[1].post(path, data={"score": "9"}, headers=BROWSER)
        assert form.status_code == 200
        total = (await apis[0].get("/v1/scores?survey=nps&interval=none")).json()["total"]
        assert (total["n"], total["sent"]) == (1, 10)


async def test_what_it_logs_names_nobody(shell: Shell) -> None:
    key = await new_key(shell)
    async with shell.running("serve", "--port", "0") as server:
        headers = {"Authorization": f"Bearer {key}"}
        async with httpx.AsyncClient(base_url=server.url, headers=headers, verify=False) as api:
            await api.post("/v1/events", json=purchase(1))
            await api.post("/v1/events", json={"id": "ani@example.com", "type": key})
            await api.get("/r/Kd9x3QmZ7pAtR2vWnB5yLc/9")
            await api.get("/u/1f00deadbeef00deadbe")
        await exchange(server.url, b"GARBAGE ani@example.com /r/Kd9x3QmZ7pAtR2vWnB5yLc\r\n\r\n")
        await server.stop()
        said = server.program.output()
    lines = [json.loads(line) for line in said.splitlines()]
    assert {"web.ready"} <= {line["event"] for line in lines}
    for secret in (key, "example.com", "Kd9x3QmZ7pAtR2vWnB5yLc", "deadbeef", "customer-1"):
        assert secret not in said
