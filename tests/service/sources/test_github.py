from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.github import parse
from tests.service.sources.deliveries import LATER, delivery, parsed, single, vectors


def test_sha_1_is_not_enough() -> None:
    [vector] = vectors("github")
    with pytest.raises(BadSignature):
        vector.verify(headers={"x-hub-signature": "sha1=" + "0" * 40})


def test_its_ping_does_nothing() -> None:
    assert parsed("github", "ping") == []


def test_a_closed_issue_is_a_resolved_ticket() -> None:
    event = single("github", "closed")
    assert event.id == "kopi-kita/grinder#42:ticket.resolved:2026-11-02T09:15:00Z"
    assert event.occurred_at == datetime(2026, 11, 2, 9, 15, tzinfo=UTC)
    assert event.customer.model_dump(exclude_none=True) == {
        "id": "github:21031067",
        "name": "tessa-k",
    }
    assert event.properties == {
        "ticket_id": "kopi-kita/grinder#42",
        "product": "kopi-kita/grinder",
        "agent": "marty-dev",
        "channel": "github",
        "state_reason": "completed",
    }


@pytest.mark.parametrize("name", ["closed_told_by_the_organisation", "closed_as_a_form"])
def test_told_twice_or_in_a_form_it_is_the_same_event(name: str) -> None:
    assert single("github", name) == single("github", "closed")


def test_an_author_who_closes_the_issue_is_not_the_agent() -> None:
    properties = single("github", "closed_by_the_author").properties
    assert "agent" not in properties
    assert properties["state_reason"] == "not_planned"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("opened", "ticket.created"),
        ("reopened", "ticket.reopened"),
        ("comment_by_the_team", "ticket.replied"),
    ],
)
def test_it_tells_what_happened(name: str, kind: str) -> None:
    assert single("github", name).type == kind


@pytest.mark.parametrize(
    "name",
    ["labeled", "comment_by_the_author", "comment_on_a_pull_request", "closed_opened_by_a_bot"],
)
def test_the_rest_is_of_no_interest(name: str) -> None:
    assert parsed("github", name) == []


def test_what_it_cannot_use_has_a_reason() -> None:
    with pytest.raises(Unusable, match=r"issue\.closed_at is missing"):
        parsed("github", "closed_without_time")
    body, _ = delivery("github", "closed")
    with pytest.raises(Unusable, match="x-github-event is missing"):
        parse(body, {}, LATER)
    with pytest.raises(Unusable, match="not JSON"):
        parse(b"payload=%7B%ff", {"x-github-event": "issues"}, LATER)
