"""How each provider signs what it tells, with keys of ours."""

import base64
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from surveys.instant import to_micros
from tests.cast import NOW

FIXTURES = Path(__file__).parents[2] / "fixtures"
TOPIC = "arn:aws:sns:eu-west-1:123456789012:mail"
CERTIFICATE_URL = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0a1b.pem"
SUBSCRIBE_URL = f"https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn={TOPIC}"
SECRET = "0f3c9a7be1d2045c6d0f3c9a7be1d204"


@dataclass(frozen=True)
class Signed:
    """As it is posted."""

    secret: str
    body: bytes
    headers: dict[str, str]


def fixture(provider: str, name: str, *names: str) -> Any:
    """What is told, about a mail of ours with this return path and this reference."""
    text = (FIXTURES / provider / f"{name}.json").read_text("utf-8")
    for marker, own in zip(("RETURN_PATH", "REFERENCE"), names, strict=False):
        text = text.replace(marker, own)
    return json.loads(text)


def signed(provider: str, told: Any) -> Signed:
    return SIGNERS[provider](told)


@cache
def amazon_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def amazon_certificate() -> bytes:
    """What Amazon shows at CERTIFICATE_URL."""
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sns.amazonaws.com")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).serial_number(1)
    builder = builder.not_valid_before(NOW - timedelta(days=1))
    builder = builder.not_valid_after(NOW + timedelta(days=300))
    made = builder.public_key(amazon_key().public_key()).sign(amazon_key(), hashes.SHA256())
    return made.public_bytes(serialization.Encoding.PEM)


def _ses(told: Any, version: str = "1") -> Signed:
    subscription = told == SUBSCRIBE_URL
    said: dict[str, str] = {
        "Type": "SubscriptionConfirmation" if subscription else "Notification",
        "MessageId": "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        "TopicArn": TOPIC,
        "Message": json.dumps(told),
        "Timestamp": "2026-11-02T10:00:03.000Z",
    }
    said |= {"Token": "2336412f37", "SubscribeURL": told} if subscription else {"Subject": "SES"}
    text = "".join(f"{name}\n{said[name]}\n" for name in sorted(said)).encode()
    digest: Any = hashes.SHA1() if version == "1" else hashes.SHA256()
    signature = base64.b64encode(amazon_key().sign(text, padding.PKCS1v15(), digest)).decode()
    said |= {"SignatureVersion": version, "Signature": signature, "SigningCertURL": CERTIFICATE_URL}
    return Signed(TOPIC, json.dumps(said).encode(), {"content-type": "text/plain; charset=UTF-8"})


@cache
def _sendgrid_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def _sendgrid(told: Any) -> Signed:
    key, body, time = _sendgrid_key(), json.dumps(told).encode(), "1793613602"
    shown = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    signature = key.sign(time.encode() + body, ec.ECDSA(hashes.SHA256()))
    headers = {
        "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
        "x-twilio-email-event-webhook-timestamp": time,
    }
    return Signed(base64.b64encode(shown).decode(), body, headers)


def _postmark(told: Any) -> Signed:
    credentials = base64.b64encode(f"afterword:{SECRET}".encode()).decode()
    headers = {"authorization": f"Basic {credentials}"}
    return Signed(SECRET, json.dumps(told).encode(), headers)


def _mailgun(told: Any) -> Signed:
    time = str(to_micros(NOW) // 1_000_000)
    token = told.get("signature", {}).get("token", "t" * 50)
    signature = hmac.digest(SECRET.encode(), f"{time}{token}".encode(), "sha256").hex()
    proof = {"timestamp": time, "token": token, "signature": signature}
    return Signed(SECRET, json.dumps({**told, "signature": proof}).encode(), {})


SIGNERS: dict[str, Callable[[Any], Signed]] = {
    "ses": _ses,
    "sendgrid": _sendgrid,
    "postmark": _postmark,
    "mailgun": _mailgun,
}
SES_VERSIONS = [lambda told, version=version: _ses(told, version) for version in ("1", "2")]
