"""Twilio's status callbacks and the messages that customers send.

What is odd about them (twilio-python 9.13, and the documents of Twilio):
- The address that is signed is the public one, with its query; of a form its sorted fields are
  signed as well, of JSON a hash that stands in the query.
- Callbacks may come twice, late and in any order, and even before the answer to the request that
  made the message. They bear the address that the request gave, so ours names our message.
- A messaging service has one address for what customers send by SMS and by WhatsApp.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from twilio.request_validator import RequestValidator

from notifiers.errors import Refused
from notifiers.notice import Delivery, Notice, Reply, Unsigned
from notifiers.twilio.codes import failure
from notifiers.wishes import WISHES, Wish

MESSAGE = "message"  # in the query: our reference
LARGEST_BODY = 64 * 1024
MOST_FIELDS = 200
WHATSAPP = "whatsapp:"
STATES: dict[str, Literal["sent", "delivered", "failed"]] = {
    "accepted": "sent",
    "scheduled": "sent",
    "queued": "sent",
    "sending": "sent",
    "sent": "sent",
    "delivered": "delivered",
    "partially_delivered": "delivered",
    "read": "delivered",
    "undelivered": "failed",
    "failed": "failed",
    "canceled": "failed",
}
# Letters of any script with the marks on them: Devanagari writes vowels so.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f]*)+")

Fields = Mapping[str, str]


def hear(tokens: Iterable[str], url: str, headers: Mapping[str, str], body: bytes) -> Notice | None:
    """What Twilio says; Unsigned unless it was signed with one of the account's `tokens`."""
    fields = _proven(tokens, url, headers, body)
    if state := STATES.get(fields.get("MessageStatus", "").lower()):
        return _delivery(state, url, fields)
    return _reply(fields)


def _proven(tokens: Iterable[str], url: str, headers: Mapping[str, str], body: bytes) -> Fields:
    """The validator stumbles over much of what a stranger may send; nobody has signed that."""
    try:
        if len(body) > LARGEST_BODY:
            raise Unsigned("the body is too large")
        said = _read(headers.get("content-type", ""), body)
        signature = headers.get("x-twilio-signature", "")
        if any(RequestValidator(one).validate(url, said, signature) for one in tokens):
            return _fields(said)
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise Unsigned(f"cannot be checked: {type(error).__name__}") from error
    raise Unsigned("the signature does not fit")


class _Form(dict[str, list[str]]):
    """A field may occur several times."""

    def getlist(self, name: str) -> list[str]:
        return self[name]


def _read(content_type: str, body: bytes) -> "_Form | str":
    """A form, or the text of JSON."""
    text = body.decode("utf-8")
    if content_type.partition(";")[0].strip().lower().endswith("json"):
        return text
    return _Form(
        parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS)
    )


def _fields(said: "_Form | str") -> Fields:
    if isinstance(said, _Form):
        return {name: values[-1] for name, values in said.items()}
    found = json.loads(said)
    return {name: str(value) for name, value in found.items() if value is not None}


def _delivery(
    state: Literal["sent", "delivered", "failed"], url: str, fields: Fields
) -> Delivery | None:
    reference = parse_qs(urlsplit(url).query).get(MESSAGE, [""])[-1]
    provider_id, code = fields.get("MessageSid", ""), fields.get("ErrorCode", "")
    if state != "failed":
        return Delivery(reference, provider_id, state)
    status = fields.get("MessageStatus", "")
    error = failure(int(code) if code.isdecimal() else 0, fields.get("ErrorMessage") or status)
    why = (
        (error.address_is_bad, error.only_here, error.by_policy)
        if isinstance(error, Refused)
        else ()
    )
    return Delivery(reference, provider_id, state, code, error.reason, *why)


def _reply(fields: Fields) -> Reply | None:
    """None for what is no message, or comes from nobody."""
    sender, recipient = fields.get("From", ""), fields.get("To", "")
    if not sender or not {"Body", "OptOutType", "NumMedia"} & set(fields):
        return None
    return Reply(
        channel="whatsapp" if sender.startswith(WHATSAPP) else "sms",
        sender=sender.removeprefix(WHATSAPP),
        recipient=recipient.removeprefix(WHATSAPP),
        text=fields.get("Body", ""),
        provider_id=fields.get("MessageSid", ""),
        replies_to=fields.get("OriginalRepliedMessageSid", ""),
        button=fields.get("ButtonPayload", ""),
        wish=_wish(fields),
    )


def _wish(fields: Fields) -> Wish | None:
    """Of one word, however often it is said and whatever signs are around it. `OptOutType` comes
    with Advanced Opt-Out, where the words are the operator's own."""
    said = unicodedata.normalize("NFKC", fields.get("OptOutType") or fields.get("Body", ""))
    seen = "".join(one for one in said if unicodedata.category(one) != "Cf")
    words = set(_WORD.findall(seen.casefold()))
    return WISHES.get(words.pop()) if len(words) == 1 else None
