"""Carries webhooks out. Each webhook has a round of its own, so that a slow one holds up nobody."""

import asyncio
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx
import structlog
from standardwebhooks import Webhook

from service import targets
from service.delighted import responses as delighted
from service.delighted.reading import seconds
from service.engine import Engine
from surveys import feedback, responses, webhooks
from surveys.database import Row
from surveys.errors import InvalidInput, NotFound, Unavailable
from surveys.feedback import Wanted
from surveys.instant import from_micros, to_micros

log = structlog.get_logger()
TIMEOUT_SECONDS = 15.0  # for all of a request, however slowly the answer drips
A_ROUND = 5  # claimed together; all of them must time out within the lease
LONGEST_TOLD = 200


class Postman:
    """Use: run() again and again; stop() at the end."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._rounds: dict[int, asyncio.Task[None]] = {}
        self._http: httpx.AsyncClient | None = None

    async def run(self) -> int:
        """Write down what is new, and begin a round for each webhook that has none under way."""
        engine = self._engine
        heard = await webhooks.hear(engine.database, engine.clock())
        for row in await engine.database.fetch("webhooks.waiting", to_micros(engine.clock())):
            number = int(row["id"])
            if number not in self._rounds:
                task = asyncio.create_task(self._round(row), name=f"webhook-{number}")
                self._rounds[number] = task
                task.add_done_callback(self._over)
        return heard

    def _over(self, task: asyncio.Task[None]) -> None:
        self._rounds = {number: one for number, one in self._rounds.items() if one is not task}

    async def stop(self) -> None:
        """What is under way and not taken is tried again by whoever comes next."""
        rounds = list(self._rounds.values())
        for task in rounds:
            task.cancel()
        await asyncio.gather(*rounds, return_exceptions=True)
        if self._http is not None:
            await self._http.aclose()

    async def _round(self, webhook: Row) -> None:
        try:
            while await self._some(webhook):
                pass
        except Unavailable as error:
            log.warning("webhook.no_database", error=str(error))
        except Exception:  # the round of one webhook must not end those of the others
            log.exception("webhook.failed", webhook=int(webhook["id"]))

    async def _some(self, webhook: Row) -> bool:
        """Whether there may be more that it takes."""
        engine = self._engine
        number, now = int(webhook["id"]), engine.clock()
        claimed = await webhooks.due(engine.database, number, now, A_ROUND)
        errors = []
        for delivery in sorted(claimed, key=lambda one: int(one["change_id"])):
            code, error = await self._deliver(webhook, delivery)
            await webhooks.record(engine.database, delivery, code, error, engine.clock())
            errors.append(error)
        return bool(errors) and not any(errors)

    async def _deliver(self, webhook: Row, delivery: Row) -> tuple[str | None, str | None]:
        """The status, and what was wrong."""
        engine = self._engine
        try:
            secret = engine.keyring.unseal(webhook["secret"])
            letter = await _letter(engine, webhook["shape"], delivery)
        except NotFound:
            return None, None  # it counts no more: there is nothing to tell
        except ValueError:
            return None, "its secret was sealed under another SECRET_KEY; add the webhook anew"
        except Unavailable:
            raise
        except Exception as error:  # or it would hold up those behind it for ever
            log.exception("webhook.no_letter", webhook=int(webhook["id"]))
            return None, f"a fault of ours: {type(error).__name__}"
        body = json.dumps(letter, ensure_ascii=False, separators=(",", ":"))
        signed = _signed(webhook["shape"], secret, delivery, body, engine.clock())
        return await self._post(webhook["url"], body, signed)

    async def _post(
        self, url: str, body: str, signed: Mapping[str, str]
    ) -> tuple[str | None, str | None]:
        try:
            async with asyncio.timeout(TIMEOUT_SECONDS):
                answer = await self._ask(url, body, signed)
        except TimeoutError:
            return None, f"gave no answer within {TIMEOUT_SECONDS:g} seconds"
        except (targets.Forbidden, InvalidInput, OSError) as error:
            return None, str(error)[:LONGEST_TOLD]
        except httpx.HTTPError as error:
            return None, f"{type(error).__name__}: {error}"[:LONGEST_TOLD]
        if answer.is_success:
            return str(answer.status_code), None
        moved = "; redirects are not followed" if answer.is_redirect else ""
        return str(answer.status_code), f"answered {answer.status_code}{moved}"

    async def _ask(self, url: str, body: str, signed: Mapping[str, str]) -> httpx.Response:
        """The answer without its body, which may be endless."""
        target = await targets.look_up(url, self._engine.settings.base_url)
        headers = {"Host": target.authority, "Content-Type": "application/json", **signed}
        extensions = {"sni_hostname": target.host}
        async with self._client().stream(
            "POST", target.url, content=body.encode(), headers=headers, extensions=extensions
        ) as answer:
            return answer

    def _client(self) -> httpx.AsyncClient:
        """No line is kept: two names behind one address would share that of the first."""
        if self._http is None:
            self._http = httpx.AsyncClient(
                timeout=TIMEOUT_SECONDS,
                follow_redirects=False,
                trust_env=False,
                limits=httpx.Limits(max_keepalive_connections=0),
            )
        return self._http


async def _letter(engine: Engine, shape: str, delivery: Row) -> dict[str, Any]:
    """The response as it stands now; NotFound when it counts no more."""
    if delivery["contact_id"] is not None:
        return await _unsubscribed(engine, shape, delivery)
    word = "created" if delivery["created"] else "updated"
    if shape == "delighted":
        said = await _in_their_shape(engine, int(delivery["response_id"]))
        return _told(f"survey_response.{word}", delivery, said)
    found = await responses.one(engine.database, f"res_{delivery['response_id']}")
    return {"type": f"response.{word}", "timestamp": found["updated_at"], "data": found}


async def _unsubscribed(engine: Engine, shape: str, delivery: Row) -> dict[str, Any]:
    found = await engine.database.fetch("webhooks.contact", int(delivery["contact_id"]))
    if not found:
        raise NotFound("there is no such person")
    person = found[0]
    known = {"email": person["email"], "name": person["name"]}
    if shape == "delighted":
        said = {
            "person_id": str(person["id"]),
            **known,
            "unsubscribed_at": seconds(person["unsubscribed_at"]),
        }
        return _told("unsubscribe.created", delivery, said)
    at = from_micros(int(person["unsubscribed_at"])).isoformat()
    data = {**known, "phone": person["phone"], "unsubscribed_at": at}
    return {"type": "contact.unsubscribed", "timestamp": at, "data": data}


def _told(event_type: str, delivery: Row, said: dict[str, Any]) -> dict[str, Any]:
    return {"event_type": event_type, "event_id": name_of(delivery), "event_data": said}


async def _in_their_shape(engine: Engine, response_id: int) -> dict[str, Any]:
    live = [one.survey_id for one in await engine.catalogue.live()]
    wanted = Wanted(live, response_id=response_id)
    rows = await engine.database.read(lambda tx: feedback.page(tx, wanted), whole=True)
    if not rows:
        raise NotFound("there is no such response")
    return await delighted.shown(engine, rows[0], True)


def name_of(delivery: Row) -> str:
    """The same whenever it is tried again, so that a receiver can tell."""
    return f"msg_{delivery['webhook_id']}_{delivery['change_id']}"


def _signed(shape: str, secret: str, delivery: Row, body: str, now: datetime) -> dict[str, str]:
    if shape == "delighted":
        digest = hmac.digest(secret.encode(), body.encode(), "sha256").hex()
        return {"X-Delighted-Webhook-Signature": f"sha256={digest}"}
    return {
        "webhook-id": name_of(delivery),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign(name_of(delivery), now, body),
    }
