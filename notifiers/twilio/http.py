"""The way the twilio client talks HTTP here.

Its own asynchronous client ignores its timeout, and its retries send an SMS three times.
"""

import asyncio
import logging
import re
from typing import Any

import httpx
from twilio.http import AsyncHttpClient
from twilio.http.response import Response

from notifiers.errors import OutcomeUnknown, TryLater

TOTAL_SECONDS = 15.0
CONNECT_SECONDS = 5.0

_LOGGER = logging.getLogger(__name__)
_RETRY_AFTER = re.compile(r"[0-9]{1,5}")

# At INFO httpx logs every URL, and Twilio's URLs hold the account.
logging.getLogger("httpx").setLevel(logging.WARNING)


class HttpClient(AsyncHttpClient):  # type: ignore[misc]  # twilio ships no types
    """Follows no redirects, repeats nothing, logs nothing. Answers that say nothing about the
    message itself become errors here, where the headers are still at hand: 429 and 5xx."""

    def __init__(self, *, total_seconds: float, connect_seconds: float) -> None:
        super().__init__(_LOGGER, is_async=True, timeout=total_seconds)
        self._total_seconds = total_seconds
        self._http = httpx.AsyncClient(
            timeout=httpx.Timeout(total_seconds, connect=connect_seconds, pool=connect_seconds),
            trust_env=False,
        )

    async def request(
        self,
        method: str,
        uri: str,
        params: dict[str, Any] | None = None,
        data: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        auth: tuple[str, str] | None = None,
        timeout: float | None = None,  # noqa: ASYNC109  (the signature is twilio's)
        allow_redirects: bool = False,
    ) -> Response:
        written = _Written()
        try:
            async with asyncio.timeout(timeout or self._total_seconds):
                answer = await self._http.request(
                    method,
                    uri,
                    params=params,
                    data=data,
                    headers=headers,
                    auth=auth,
                    extensions={"trace": written},
                )
        except (httpx.RequestError, TimeoutError) as error:
            raise written.failure(error) from error
        _check(answer)
        return Response(answer.status_code, answer.text, answer.headers)

    async def close(self) -> None:
        await self._http.aclose()


class _Written:
    """Listens to httpx's trace for the moment from which Twilio may have the request."""

    def __init__(self) -> None:
        self.begun = False

    async def __call__(self, event: str, _info: dict[str, Any]) -> None:
        if event.endswith(".send_request_headers.started"):
            self.begun = True

    def failure(self, error: Exception) -> OutcomeUnknown | TryLater:
        reason = f"{type(error).__name__} {error}"
        if self.begun:
            return OutcomeUnknown(f"no answer from Twilio: {reason}")
        return TryLater(f"Twilio is out of reach: {reason}", channel_wide=True)


def _check(answer: httpx.Response) -> None:
    """Twilio promises that what it answered 429 was never processed; of a 5xx nobody knows, and
    neither of a success that names no message."""
    status = str(answer.status_code)
    if answer.status_code == 429:
        wish = answer.headers.get("Retry-After", "")
        seconds = float(wish) if _RETRY_AFTER.fullmatch(wish) else None
        raise TryLater("too many requests", status, retry_after_seconds=seconds, channel_wide=True)
    if answer.status_code >= 500:
        raise OutcomeUnknown("Twilio answered with an error of its own", status)
    if answer.is_success and not _names_a_message(answer):
        raise OutcomeUnknown("the answer has no sid", status)


def _names_a_message(answer: httpx.Response) -> bool:
    try:
        message = answer.json()
    except ValueError:
        return False
    return isinstance(message, dict) and isinstance(message.get("sid"), str)
