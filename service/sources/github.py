"""GitHub: issues, for teams that give support in the open.

What is odd about it (docs.github.com, "Validating webhook deliveries", "Webhook events"):
- The type of the event comes in a header that is not signed.
- Unless told otherwise, it sends the JSON inside of a form (`payload=...`), and signs the form.
- It never repeats a delivery by itself; repeated by hand it keeps its id, but a webhook of the
  organisation and one of the repository give two ids to one event.
- Issues come without the author's address: only known contacts can be reached.
- Comments on pull requests are comments on issues too.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote_to_bytes

from pydantic import JsonValue

from service.sources.parts import secret as secret_of
from service.sources.parts import signature
from service.sources.parts.event import build, moment
from service.sources.parts.payload import Payload, read
from service.sources.parts.person import customer, named
from surveys.event import EventBody

HEADER = "x-hub-signature-256"
TYPE = "x-github-event"
FORM = b"payload="
TEAM = ("OWNER", "MEMBER", "COLLABORATOR")

new_secret = secret_of.made
checked_secret = secret_of.strong


def verify(body: bytes, headers: Mapping[str, str], secrets: Sequence[str], now: datetime) -> None:
    """X-Hub-Signature-256: sha256=HEX, over the body alone; no time is signed."""
    offered = [headers.get(HEADER, "")]
    signature.check(offered, secrets, lambda key: f"sha256={signature.in_hex(key, body)}")


def parse(body: bytes, headers: Mapping[str, str], now: datetime) -> list[EventBody]:
    """ticket.created, ticket.replied, ticket.resolved, ticket.reopened; a ping is nothing."""
    form = body.startswith(FORM)
    content = unquote_to_bytes(body[len(FORM) :].replace(b"+", b" ")) if form else body
    payload = read(content)
    happened = EVENTS.get((Payload(headers).required(TYPE), payload.text("action") or ""))
    kind, time = happened(payload) if happened else (None, None)
    by_machine = payload.text("issue.user.type") == "Bot"
    return [] if kind is None or by_machine else [_event(kind, time, payload, now)]


Happened = tuple[str | None, str | None]


def _event(kind: str, time: str | None, payload: Payload, now: datetime) -> EventBody:
    repository = payload.required("repository.full_name")
    number = payload.required("issue.number")
    properties: dict[str, JsonValue] = {
        "ticket_id": f"{repository}#{number}",
        "product": repository,
        "agent": payload.text("issue.assignee.login") or _other(payload),
        "channel": "github",
        "state_reason": payload.text("issue.state_reason"),
    }
    who = customer(
        id=named("github", payload.text("issue.user.id")),
        email=payload.text("issue.user.email"),
        name=payload.text("issue.user.login"),
    )
    key = f"{repository}#{number}:{kind}:{time or ''}"
    return build(key, kind, moment(time, now), who, properties)


def _other(payload: Payload) -> str | None:
    """Whoever did it, unless that was the author."""
    own = payload.text("sender.id") == payload.text("issue.user.id")
    return None if own else payload.text("sender.login")


def _opened(payload: Payload) -> Happened:
    return "ticket.created", payload.text("issue.created_at")


def _closed(payload: Payload) -> Happened:
    return "ticket.resolved", payload.required("issue.closed_at")


def _reopened(payload: Payload) -> Happened:
    return "ticket.reopened", payload.required("issue.updated_at")


def _commented(payload: Payload) -> Happened:
    """By one of the team, on the issue of somebody else."""
    comment, issue = payload.inner("comment"), payload.inner("issue")
    own = comment.text("user.id") == issue.text("user.id")
    if own or issue.value("pull_request") or comment.text("author_association") not in TEAM:
        return None, None
    return "ticket.replied", comment.required("created_at")


EVENTS: dict[tuple[str, str], Callable[[Payload], Happened]] = {
    ("issues", "opened"): _opened,
    ("issues", "closed"): _closed,
    ("issues", "reopened"): _reopened,
    ("issue_comment", "created"): _commented,
}
