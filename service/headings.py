"""What lists, their columns and their parameters are called on pages. Files and the API have names
of their own, which are the same in every language."""

from collections.abc import Mapping
from functools import cache

from service.words import Words


def called(name: str, words: Words) -> str:
    """Of a column such as contact.email both; a name that nobody has translated as it is."""
    known = _names(words)
    return ": ".join(known.get(part, part.replace("_", " ")) for part in name.split("."))


@cache
def _names(_: Words) -> Mapping[str, str]:
    return _lists(_) | _columns(_) | _times(_) | _parameters(_)


def _lists(_: Words) -> dict[str, str]:
    return {
        "alerts": _("Alerts"),
        "cases": _("Cases"),
        "contacts": _("Contacts"),
        "decisions": _("Decisions"),
        "events": _("Events"),
        "inbound": _("Messages from customers"),
        "invitations": _("Invitations"),
        "machine-links": _("Machine clicks"),
        "messages": _("Messages"),
        "responses": _("Answers"),
        "tickets": _("Tickets"),
    }


def _columns(_: Words) -> dict[str, str]:
    return {
        "after": _("Now"),
        "answers": _("Further answers"),
        "attempts": _("Attempts"),
        "before": _("Before"),
        "channel": _("Channel"),
        "channels": _("Channels"),
        "code": _("Code"),
        "comment": _("Comment"),
        "contact": _("Contact"),
        "counts": _("By score"),
        "customer": _("Customer"),
        "days_by_chance": _("Once in so many days by chance"),
        "difference": _("Change"),
        "email": _("Email"),
        "error": _("Error"),
        "event": _("Event"),
        "event_type": _("Type of event"),
        "evidence": _("Evidence"),
        "external_id": _("Number there"),
        "external_ids": _("Numbers there"),
        "few": _("Too few"),
        "high": _("High end"),
        "id": _("Number"),
        "inputs": _("Looked at"),
        "kind": _("Kind"),
        "language": _("Language"),
        "locale": _("Language and country"),
        "low": _("Low end"),
        "mean": _("Mean"),
        "n": _("Answers"),
        "name": _("Name"),
        "open": _("Open"),
        "outcome": _("Outcome"),
        "phone": _("Phone"),
        "properties": _("Properties"),
        "property": _("Property"),
        "provider_id": _("Number at the provider"),
        "reason": _("Reason"),
        "recipient": _("Recipient"),
        "reopened": _("Reopened"),
        "response": _("Answer"),
        "rule": _("Rule"),
        "score": _("Score"),
        "segments": _("Segments"),
        "sender": _("Sender"),
        "sentence": _("In words"),
        "source": _("Source"),
        "state": _("State"),
        "survey": _("Survey"),
        "tags": _("Tags"),
        "text": _("Text"),
        "ticket": _("Ticket"),
        "times": _("How often"),
        "timezone": _("Time zone"),
        "type": _("Type"),
        "value": _("Value"),
        "version": _("Version"),
    }


def _times(_: Words) -> dict[str, str]:
    return {
        "answered_at": _("Answered on"),
        "created_at": _("Created on"),
        "decided_at": _("Decided on"),
        "due_at": _("Due on"),
        "ended_at": _("Ended on"),
        "expires_at": _("Expires on"),
        "occurred_at": _("Happened on"),
        "opened_at": _("Opened on"),
        "received_at": _("Received on"),
        "replied_at": _("Replied on"),
        "resolved_at": _("Resolved on"),
        "sent_at": _("Sent on"),
        "since": _("Since"),
        "started_at": _("Begun on"),
        "until": _("Until"),
        "updated_at": _("Changed on"),
    }


def _parameters(_: Words) -> dict[str, str]:
    """Those that are no columns."""
    return {
        "failed": _("Failed"),
        "from": _("From"),
        "hour": _("Hour"),
        "max_score": _("Highest score"),
        "min_score": _("Lowest score"),
        "search": _("Words"),
        "step": _("Step"),
        "tag": _("Tag"),
        "term": _("Term"),
        "time": _("Time"),
        "to": _("Up to, not including"),
        "tz": _("Time zone"),
        "weekday": _("Weekday"),
        "where": _("Only"),
    }
