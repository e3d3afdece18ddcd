"""Postmark: Servers > message stream > Webhooks, for delivery, bounce and spam complaint.

Basic authentication in the address, with the endpoint's secret as the password and any name.

What is odd about it (Postmark's webhook and bounce references):
- It signs nothing, and names a mail by an id of its own; only metadata come back, and those go
  into a mail by SMTP as headers that begin with X-PM-Metadata-.
- Its types say more than what the mail server said, and not all of them are bounces.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from notifiers.errors import without_identity
from notifiers.notice import Cause, Fate
from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.basic import password
from service.sources.parts.payload import Payload, read

HEADER = "X-PM-Metadata-Afterword"
CAUSES: dict[str, Cause] = {
    "HardBounce": "bad_address",
    "BadEmailAddress": "bad_address",
    "ManuallyDeactivated": "bad_address",
    "SoftBounce": "soft",
    "DnsError": "soft",
    "Blocked": "policy",
    "SpamNotification": "policy",
    "DMARCPolicy": "policy",
    "VirusNotification": "other",
    "Unknown": "other",
}

new_secret = secret_of.made
checked_secret = secret_of.strong


async def verify(
    body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime
) -> None:
    signature.check_shown([password(headers.get("authorization", ""))], secrets)


def parse(body: bytes) -> Sequence[Fate]:
    said = read(body)
    names = tuple(name for name in [said.text("Metadata.afterword")] if name)
    match said.text("RecordType"):
        case "Delivery":
            return [Fate(names, "delivered")]
        case "SpamComplaint":
            return [Fate(names, "complained")]
        case "Bounce":
            return _bounce(said, names)
        case _:
            return []


def _bounce(said: Payload, names: tuple[str, ...]) -> list[Fate]:
    kind = said.text("Type") or ""
    if kind == "Transient":  # it is tried again
        return [Fate(names, "sent")]
    if kind not in CAUSES:
        return []
    reason = without_identity(said.text("Details") or said.text("Description") or "")
    return [Fate(names, "bounced", kind, reason, CAUSES[kind])]
