from contextlib import suppress
from datetime import UTC, datetime

import pytest

from service.sources import BadSignature, Unusable
from service.sources.cloudevents import parse, verify
from tests.service.sources.deliveries import LATER, parsed, single

TOKEN = "cloudevents-token-000000001"


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(scheme: str) -> None:
    verify(b"", {"authorization": f"{scheme} {TOKEN}"}, [TOKEN], LATER)


@pytest.mark.parametrize("shown", [TOKEN, f"Basic {TOKEN}", f"Bearer{TOKEN}", "Bearer", "Bearer x"])
def test_nothing_else_opens(shown: str) -> None:
    with pytest.raises(BadSignature):
        verify(b"", {"authorization": shown}, [TOKEN], LATER)


def test_it_reads_structured_events() -> None:
    event = single("cloudevents", "structured")
    assert (event.id, event.type) == ("/shop/berlin#A234-1234-1234", "purchase.completed")
    assert event.occurred_at == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert event.customer.email == "lena.fischer@example.com"
    assert event.properties == {"store": "Berlin", "amount": "18.00"}


def test_it_reads_binary_events_and_decodes_their_headers_once() -> None:
    assert single("cloudevents", "binary").id == "/shop/berlin/mitte#A234-1234-1235"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("batch", "no JSON object"),
        ("no_cloudevent", "no CloudEvent"),
        ("without_id", "id: is missing"),
        ("header_that_is_not_utf8", "ce-id: is not UTF-8"),
        ("data_of_another_kind", "data: must be an object"),
    ],
)
def test_what_it_cannot_use_has_a_reason(name: str, reason: str) -> None:
    with pytest.raises(Unusable, match=reason):
        parsed("cloudevents", name)


@pytest.mark.parametrize("depth", range(100, 1100, 50))
def test_data_as_deep_as_json_allows_is_read_or_unusable(depth: int) -> None:
    data = '{"properties":' + '{"a":' * depth + "1" + "}" * depth + "}"
    body = '{"specversion":"1.0","id":"1","source":"/","type":"a.b","data":' + data + "}"
    with suppress(Unusable):
        parse(body.encode(), {"content-type": "application/cloudevents+json"}, LATER)
