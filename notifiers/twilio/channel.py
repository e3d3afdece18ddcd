"""Messages through Twilio's REST API. Imported only when a channel opens: twilio and requests
take 10 MB."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from twilio.base.exceptions import TwilioException
from twilio.rest import Client

from notifiers.errors import Refused, SendError, TryLater
from notifiers.notice import Notice
from notifiers.outgoing import Outgoing, Receipt
from notifiers.twilio import incoming
from notifiers.twilio.codes import failure
from notifiers.twilio.http import CONNECT_SECONDS, TOTAL_SECONDS, HttpClient
from notifiers.twilio.settings import TwilioSettings

_VALIDITY_SECONDS = 4 * 3600
"""Longer than this in Twilio's queue (ten hours by default), and the survey comes at night."""


class TwilioChannel:
    """`prefix` is what Twilio wants before a number: "" for SMS, "whatsapp:" for WhatsApp."""

    def __init__(
        self,
        settings: TwilioSettings,
        prefix: str = "",
        *,
        total_seconds: float = TOTAL_SECONDS,
        connect_seconds: float = CONNECT_SECONDS,
    ) -> None:
        self.replies = settings.takes_replies
        self._prefix = prefix
        self._sender = settings.sender
        self._tokens = settings.tokens
        self._reaches = settings.reaches
        self._http = HttpClient(total_seconds=total_seconds, connect_seconds=connect_seconds)
        self._messages = _client(settings, self._http).messages

    async def send(self, outgoing: Outgoing) -> Receipt:
        try:
            message = await self._messages.create_async(
                to=self._prefixed(outgoing.to),
                **_content(outgoing),
                validity_period=_VALIDITY_SECONDS,
                smart_encoded=False,  # what is billed is what we have counted
                **self._callback(outgoing),
                **self._from(outgoing.sender or self._sender),
            )
        except TwilioException as error:
            raise _send_error(error) from error
        except UnicodeEncodeError as error:
            raise Refused(f"cannot be written as a message: {error}") from error
        return Receipt(message.sid)

    def hear(self, url: str, headers: Mapping[str, str], body: bytes) -> Notice | None:
        return incoming.hear(self._tokens, url, headers, body)

    async def close(self) -> None:
        await self._http.close()

    def _prefixed(self, number: str) -> str:
        return f"{self._prefix}{number.removeprefix(self._prefix)}"

    def _callback(self, outgoing: Outgoing) -> dict[str, str]:
        """The address names the message, because who loses Twilio's answer never learns its sid."""
        if outgoing.receipts_url is None or not self._reaches(outgoing.receipts_url):
            return {}
        query = urlencode({incoming.MESSAGE: outgoing.reference})
        return {"status_callback": f"{outgoing.receipts_url}?{query}"}

    def _from(self, sender: str) -> dict[str, str]:
        if sender.startswith("MG"):
            return {"messaging_service_sid": sender}
        return {"from_": self._prefixed(sender)}


def _content(outgoing: Outgoing) -> dict[str, str]:
    """A template or a text: with both Twilio refuses the message."""
    if outgoing.template is None:
        return {"body": str(outgoing.text)}
    variables = json.dumps(dict(outgoing.template.variables))
    return {"content_sid": outgoing.template.sid, "content_variables": variables}


def _client(settings: TwilioSettings, http: HttpClient) -> Any:
    """Without an environment of its own the client reads the process's, and TWILIO_EDGE or
    TWILIO_REGION in there bends the host name of every URL."""
    client = Client(
        settings.twilio_account_sid,
        settings.token,
        http_client=http,
        environment={"TWILIO_EDGE": "", "TWILIO_REGION": ""},
    )
    client.api.base_url = settings.api_url
    return client


def _send_error(error: Any) -> SendError:
    """From TwilioRestException or TwilioServiceException, which share `status` and `code` only.
    Without a code of Twilio's the answer comes from something in between, or from a wrong
    AFTERWORD_TWILIO_API_URL: the message was not even looked at."""
    reason = str(getattr(error, "msg", None) or getattr(error, "title", None) or "refused")
    code = error.code if isinstance(error.code, int) else 0
    if error.status == 401 or code in (0, error.status):
        return TryLater(reason, str(code or error.status), channel_wide=True)
    return failure(code, reason)
