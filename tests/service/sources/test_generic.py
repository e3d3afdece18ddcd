import base64
from datetime import UTC, datetime, timedelta

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from service.sources import BadSignature, Unusable
from service.sources.generic import checked_secret, new_secret, parse, verify
from surveys.errors import InvalidInput
from tests.service.sources.deliveries import LATER, parsed, signed, vectors

VECTOR = vectors("generic")[0]
VALID = VECTOR.headers["webhook-signature"]
OTHER = "Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="


def offer(signatures: str) -> None:
    VECTOR.verify(headers={**VECTOR.headers, "webhook-signature": signatures})


def test_it_finds_the_valid_one_among_signatures_of_several_versions() -> None:
    offer(f"v1,{OTHER} v2,{OTHER} {VALID} v1,{OTHER}")
    offer(f"  {VALID}   v1a,{OTHER} ")


def test_it_looks_at_no_more_than_sixteen() -> None:
    offer(f"{f'v1,{OTHER} ' * 15}{VALID}")
    with pytest.raises(BadSignature):
        offer(f"{f'v1,{OTHER} ' * 16}{VALID}")


def test_a_signature_of_another_version_is_not_enough() -> None:
    with pytest.raises(BadSignature):
        offer(VALID.replace("v1,", "v2,"))


ODD_TIMES = ["nan", "1e999", "-1", "+1614265330", "1614265330.9", " 1614265330 ", "16142653_30"]
ODD_TIMES += ["\uff11\uff16\uff11\uff14265330", "9" * 11, "9" * 12, "9" * 13, ""]


@pytest.mark.parametrize("timestamp", ODD_TIMES)
def test_it_takes_whole_seconds_only(timestamp: str) -> None:
    with pytest.raises(BadSignature):
        VECTOR.verify(headers={**VECTOR.headers, "webhook-timestamp": timestamp})


@pytest.mark.parametrize("size", [23, 25, 32])
def test_secrets_without_padding_work(size: int) -> None:
    secret = "whsec_" + base64.b64encode(b"k" * size).decode()
    verify(b"{}", signed("generic", b"{}", secret, LATER), [secret.rstrip("=")], LATER)


@pytest.mark.parametrize("size", [0, 23, 65])
def test_it_refuses_keys_of_other_sizes_than_the_specification_says(size: int) -> None:
    with pytest.raises(InvalidInput, match="24 to 64 bytes"):
        checked_secret("whsec_" + base64.b64encode(b"k" * size).decode())


def test_a_stored_secret_that_is_no_base64_signs_nothing() -> None:
    for broken in ("whsec_!", "whsec_a", "whsec_é"):
        with pytest.raises(BadSignature):
            VECTOR.verify(secrets=[broken])


def test_it_agrees_with_the_reference_library() -> None:
    now = datetime.now(UTC)  # which reads the wall clock
    secret, body = new_secret(), b'{"id":"order-1"}'
    message_id = "msg_1"
    reference = Webhook(secret)
    headers = {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": reference.sign(message_id, now, body.decode()),
    }
    verify(body, headers, [secret], now)
    reference.verify(body, headers)
    mine = signed("generic", body, secret, now)
    reference.verify(body, mine)
    with pytest.raises(WebhookVerificationError):
        reference.verify(body + b" ", mine)


def test_a_body_that_is_not_text_is_signed_all_the_same_and_then_unusable() -> None:
    secret, body = new_secret(), b"\xff\xfe"
    verify(body, signed("generic", body, secret, LATER), [secret], LATER)
    with pytest.raises(Unusable):
        parse(body, {}, LATER)


def test_it_reads_what_the_api_reads() -> None:
    [event] = parsed("generic", "one_event")
    assert (event.id, event.customer.email) == ("order-17", "budi.santoso@example.com")
    assert event.occurred_at == datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
    assert [event.id for event in parsed("generic", "two_events")] == ["order-17", "order-18"]


def test_it_names_the_field_that_is_wrong() -> None:
    with pytest.raises(Unusable, match="type: is missing"):
        parsed("generic", "no_type")


def test_it_refuses_times_in_the_future() -> None:
    before_it_happened = datetime(2026, 11, 2, 9, 0, tzinfo=UTC) - timedelta(days=2)
    with pytest.raises(Unusable, match="in the future"):
        parsed("generic", "one_event", before_it_happened)
