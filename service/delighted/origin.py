"""Reads Delighted's own API: people, who is closed, and responses, the oldest first."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import httpx

from service.delighted.export_file import moment_of
from service.delighted.moving import Bad, Given, Met
from surveys.answering import LONGEST_COMMENT
from surveys.errors import FieldError, InvalidInput, Unavailable
from surveys.unkeepable import find_unkeepable

PER_PAGE = 100
TRIES = 5
LONGEST_WAIT_SECONDS = 120
TIMEOUT_SECONDS = 30.0
CLOSED = {"unsubscribes": "unsubscribe", "bounces": "bad_address"}
KEPT = ("tags", "notes", "additional_answers")
Sleep = Callable[[float], Awaitable[None]]


class Origin:
    """Use as a context. `url` ends in /v1."""

    def __init__(self, url: str, api_key: str, sleep: Sleep = asyncio.sleep) -> None:
        self._url = url.rstrip("/")
        self._sleep = sleep
        self._http = httpx.AsyncClient(
            auth=(api_key, ""), headers={"Accept": "application/json"}, timeout=TIMEOUT_SECONDS
        )

    async def __aenter__(self) -> "Origin":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def count(self, since: int) -> int:
        """How many responses there are."""
        answer = await self._get(f"{self._url}/metrics.json", {"since": since})
        return int(answer.json().get("response_count") or 0)

    async def people(self) -> AsyncIterator[list[Given | Met | Bad]]:
        """Everybody, then again those who are not to be written to."""
        address: str | None = f"{self._url}/people.json?per_page={PER_PAGE}"
        while address:
            answer = await self._get(address, {})
            yield [_met(one, ()) for one in answer.json()]
            address = answer.links.get("next", {}).get("url")
        for path, reason in CLOSED.items():
            async for found in self._pages(path, {}):
                yield [_met(one, (reason,)) for one in found]

    async def responses(self, since: int) -> AsyncIterator[list[Given | Met | Bad]]:
        """Those that were given at or after `since`, in Unix seconds."""
        wanted = {"since": since, "order": "asc", "expand[]": ["person", "notes"]}
        async for found in self._pages("survey_responses", wanted):
            yield [_given(one) for one in found]

    async def _pages(self, path: str, wanted: Mapping[str, Any]) -> AsyncIterator[list[Any]]:
        page, found = 1, [None]
        while found:
            query = {**wanted, "per_page": PER_PAGE, "page": page}
            found = (await self._get(f"{self._url}/{path}.json", query)).json()
            page += 1
            if found:
                yield found

    async def _get(self, address: str, query: Mapping[str, Any]) -> httpx.Response:
        """Waits as it is told to; Unavailable when it does not get better."""
        why = ""
        for number in range(TRIES):
            wait = 2.0**number
            try:
                answer = await self._http.get(address, params=query or None)
            except httpx.TransportError as error:
                why = f"{type(error).__name__}: {error}"
            else:
                if answer.status_code == 200:
                    return answer
                why = f"{answer.status_code} {answer.text[:200]}"
                if answer.status_code not in (429, 500, 502, 503, 504):
                    raise InvalidInput(FieldError("api-key", f"Delighted says {why}"))
                told = answer.headers.get("Retry-After", "")
                wait = min(float(told), LONGEST_WAIT_SECONDS) if told.isdigit() else wait
            await self._sleep(wait)
        raise Unavailable(f"Delighted does not answer: {why}; the same command goes on from here")


def _given(one: Mapping[str, Any]) -> Given | Bad:
    place = f"survey response {one.get('id')}"
    person = one.get("person")
    if not isinstance(person, dict) or not isinstance(one.get("score"), int):
        return Bad(place, "has no person or no score")
    if find_unkeepable(dict(one)) is not None:
        return Bad(place, "holds a NUL character")
    return Given(
        place,
        str(one["id"]),
        moment_of(str(one["created_at"])),
        one["score"],
        (one.get("comment") or "")[:LONGEST_COMMENT] or None,
        _person(person),
        one.get("person_properties") or {},
        {name: one[name] for name in KEPT if one.get(name)},
    )


def _met(one: Mapping[str, Any], closed: tuple[str, ...]) -> Met | Bad:
    place = f"person {one.get('id') or one.get('person_id')}"
    if find_unkeepable(dict(one)) is not None:
        return Bad(place, "holds a NUL character")
    sent = one.get("last_sent_at")
    return Met(place, _person(one), moment_of(str(sent)) if sent else None, closed)


def _person(one: Mapping[str, Any]) -> dict[str, Any]:
    names = {"email": "email", "phone": "phone_number", "name": "name"}
    return {ours: str(one.get(theirs) or "")[:200] or None for ours, theirs in names.items()}
