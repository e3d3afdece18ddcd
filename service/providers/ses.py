"""Amazon SES: bounces, complaints and deliveries, by way of an SNS topic.

The endpoint's secret is the ARN of the topic. SNS signs with a certificate of its own, for the
topics of everybody: so the topic decides whether a delivery is meant for us.

What is odd about it (Amazon's developer guides of SNS and SES):
- Raw message delivery is not signed: leave it off.
- A subscription begins when a link in its first delivery has been opened.
- The message is JSON in a text in JSON. It names the mail by its envelope sender, and by its
  headers if those are to be included.
- A delivery may be followed by a bounce of the same mail.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from notifiers.notice import Cause, Fate
from notifiers.smtp.causes import fate
from service.providers import Confirm
from service.providers.parts import amazon
from service.sources import BadSignature, Unusable
from service.sources.parts import secret as secret_of
from service.sources.parts.payload import Payload, read

ARN = re.compile(r"arn:aws[a-z-]*:sns:([a-z0-9-]+):\d{12}:[A-Za-z0-9_-]{1,256}")
CERTIFICATE = r"SimpleNotificationService-[0-9a-f]+\.pem"
CONFIRMATION = r"\?Action=ConfirmSubscription&[!-~]{1,2000}"
SUBSCRIBE = "SubscriptionConfirmation"
SIGNED = ("Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type")
SIGNED_TO_SUBSCRIBE = (
    "Message",
    "MessageId",
    "SubscribeURL",
    "Timestamp",
    "Token",
    "TopicArn",
    "Type",
)
HASHES: dict[str, hashes.HashAlgorithm] = {"1": hashes.SHA1(), "2": hashes.SHA256()}
CAUSES: dict[tuple[str, str], Cause] = {  # where the mail server's own words are missing
    ("Permanent", "General"): "bad_address",
    ("Permanent", "NoEmail"): "bad_address",
    ("Permanent", "Suppressed"): "bad_address",
    ("Permanent", "OnAccountSuppressionList"): "bad_address",
    ("Transient", "General"): "soft",
}

new_secret = secret_of.made_by_sender("the topic's page in the SNS console: its ARN")


def checked_secret(secret: str) -> str:
    found = secret.strip()
    if ARN.fullmatch(found) is None:
        raise secret_of.refused("must be the ARN of the topic: arn:aws:sns:REGION:ACCOUNT:NAME")
    return found


async def verify(
    body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
) -> None:
    try:
        said = read(body)
        await _check(said, secrets, now)
    except (Unusable, InvalidSignature, ValueError, TypeError) as error:
        raise BadSignature(f"cannot be checked: {type(error).__name__}") from error


async def _check(said: Payload, secrets: Sequence[str], now: datetime) -> None:
    topic, url = _exact(said, "TopicArn"), _exact(said, "SigningCertURL")
    found = ARN.fullmatch(topic)
    if topic not in secrets or found is None:
        raise BadSignature("another topic")
    if not amazon.is_of_amazon(url, found[1], CERTIFICATE):
        raise BadSignature("the certificate is not Amazon's")
    shown = await amazon.certificate(url)
    key, algorithm = shown.public_key(), HASHES.get(_exact(said, "SignatureVersion"))
    fresh = shown.not_valid_before_utc <= now <= shown.not_valid_after_utc
    if algorithm is None or not fresh or not isinstance(key, RSAPublicKey):
        raise BadSignature("signed in another way, or with an old certificate")
    signature = base64.b64decode(_exact(said, "Signature"), validate=True)
    key.verify(signature, _signed(said), padding.PKCS1v15(), algorithm)


def parse(body: bytes) -> Sequence[Fate | Confirm]:
    said = read(body)
    if said.text("Type") == SUBSCRIBE:
        return _confirmation(said)
    if said.text("Type") != "Notification":
        return []
    told = read(_exact(said, "Message").encode("utf-8", "surrogatepass"))
    names = tuple(_names(told.inner("mail")))
    match told.text("notificationType") or told.text("eventType"):
        case "Bounce":
            return _bounces(told.inner("bounce"), names)
        case "Complaint" if told.text("complaint.complaintFeedbackType") != "not-spam":
            return [Fate(names, "complained")]
        case "Delivery":
            return [Fate(names, "delivered")]
        case "DeliveryDelay":
            return [Fate(names, "sent")]
        case "Reject":
            return [Fate(names, "bounced", reason=told.text("reject.reason") or "")]
        case _:
            return []


def _confirmation(said: Payload) -> list[Fate | Confirm]:
    url, found = _exact(said, "SubscribeURL"), ARN.fullmatch(_exact(said, "TopicArn"))
    if found is None or not amazon.is_of_amazon(url, found[1], CONFIRMATION):
        raise Unusable("the link that would confirm the subscription is not Amazon's")
    return [Confirm(url)]


def _bounces(bounce: Payload, names: tuple[str, ...]) -> list[Fate]:
    """Each mail of ours has one recipient."""
    recipient = next(iter(bounce.each("bouncedRecipients")), Payload({}))
    status, words = recipient.text("status") or "", recipient.text("diagnosticCode") or ""
    found = fate(names, "bounced", status, words)
    if found.code:
        return [found]
    kind, detail = bounce.text("bounceType") or "", bounce.text("bounceSubType") or ""
    return [replace(found, reason=f"{kind} {detail}", cause=CAUSES.get((kind, detail), "other"))]


def _names(mail: Payload) -> list[str]:
    headers = mail.each("headers")
    ours = [h.text("value") for h in headers if (h.text("name") or "").lower() == "message-id"]
    return [name for name in (mail.text("source"), *ours) if name]


def _signed(said: Payload) -> bytes:
    names = SIGNED if said.text("Type") == "Notification" else SIGNED_TO_SUBSCRIBE
    there = [name for name in names if said.value(name) is not None]
    return "".join(f"{name}\n{_exact(said, name)}\n" for name in there).encode()


def _exact(said: Payload, name: str) -> str:
    found = said.value(name)
    if not isinstance(found, str):
        raise Unusable(f"{name} is missing")
    return found
