import json
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

import pytest
from twilio.request_validator import RequestValidator

from notifiers.notice import Delivery, Notice, Reply, Unsigned
from notifiers.twilio.incoming import LARGEST_BODY, MOST_FIELDS, hear
from notifiers.wishes import WISHES, WORDS

TOKEN = "12345"
URL = "https://fb.acme.com/receipts/sms"
CALLBACK = f"{URL}?message=aw-7-abc123"
FORM = {"content-type": "application/x-www-form-urlencoded"}
JSON = {"content-type": "application/json"}


class Form(dict[str, Any]):
    """A field may have a list of values."""

    def getlist(self, name: str) -> list[str]:
        found = self[name]
        return found if isinstance(found, list) else [found]


def heard(
    said: dict[str, Any], url: str = CALLBACK, token: str = TOKEN, signed: str | None = None
) -> Notice | None:
    """What a form says that was signed for the address."""
    signature = RequestValidator(token).compute_signature(signed or url, Form(said))
    body = urlencode(said, doseq=True).encode()
    return hear([TOKEN], url, FORM | {"x-twilio-signature": signature}, body)


def test_it_agrees_with_the_published_vector() -> None:
    url = "https://mycompany.com/myapp.php?foo=1&bar=2"
    said = {
        "CallSid": "CA1234567890ABCDE",
        "Caller": "+14158675309",
        "Digits": "1234",
        "From": "+14158675309",
        "To": "+18005551212",
    }
    headers = FORM | {"x-twilio-signature": "RSOYDt4T1cUTdK1PDd93/VVr8B8="}
    assert hear([TOKEN], url, headers, urlencode(said).encode()) is None  # signed, of no interest
    with pytest.raises(Unsigned):
        hear([TOKEN], url, headers, urlencode(said | {"Digits": "1235"}).encode())
    with pytest.raises(Unsigned):
        hear([TOKEN], url + "3", headers, urlencode(said).encode())


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("queued", "sent"),
        ("sending", "sent"),
        ("sent", "sent"),
        ("delivered", "delivered"),
        ("read", "delivered"),
        ("undelivered", "failed"),
        ("failed", "failed"),
        ("canceled", "failed"),
    ],
)
def test_a_callback_tells_what_became_of_the_message_that_its_address_names(
    status: str, state: str
) -> None:
    notice = heard({"MessageSid": "SM1", "MessageStatus": status, "To": "+6281200000001"})
    assert isinstance(notice, Delivery)
    assert (notice.reference, notice.provider_id, notice.state) == ("aw-7-abc123", "SM1", state)
    assert not notice.address_is_bad


def test_a_failure_brings_its_code_and_says_whether_the_number_is_bad() -> None:
    failed = {"MessageSid": "SM1", "MessageStatus": "undelivered", "To": "whatsapp:+6281200000001"}
    bad = heard(failed | {"ErrorCode": "30005", "ErrorMessage": "Unknown +6281200000001"})
    assert bad == Delivery("aw-7-abc123", "SM1", "failed", "30005", "Unknown (number)", True)
    landline = heard(failed | {"ErrorCode": "30006"})
    assert isinstance(landline, Delivery)
    assert (landline.address_is_bad, landline.only_here) == (True, True)
    filtered = heard(failed | {"ErrorCode": "30007"})
    assert filtered == Delivery(
        "aw-7-abc123", "SM1", "failed", "30007", "undelivered", by_policy=True
    )
    assert isinstance(heard(failed | {"ErrorCode": "\u00b2"}), Delivery)


def test_a_status_that_is_new_or_a_field_that_is_new_does_no_harm() -> None:
    assert heard({"MessageSid": "SM1", "MessageStatus": "teleported"}) is None
    assert isinstance(
        heard({"MessageStatus": "sent", "New": ["b", "a", "a"], "Empty": ""}), Delivery
    )


@pytest.mark.parametrize("port", [":443", ""])
def test_the_port_may_be_signed_or_not(port: str) -> None:
    signed = CALLBACK.replace("acme.com", f"acme.com{port}")
    assert isinstance(heard({"MessageStatus": "sent"}, signed=signed), Delivery)


def wished(body: str, **more: str) -> str | None:
    notice = heard({"From": "+6281200000001", "Body": body, **more}, URL)
    assert isinstance(notice, Reply)
    return notice.wish


@pytest.mark.parametrize("word", sorted(WISHES))
def test_a_word_alone_is_a_wish(word: str) -> None:
    wide = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in word)
    for body in (word, f" {word.upper()}. ", wide):
        assert wished(body) == WISHES[word]


def test_the_wishes_are_in_eleven_languages_and_no_word_is_two() -> None:
    languages = ["ar", "de", "en", "es", "fr", "hi", "id", "ja", "ms", "pt", "zh"]
    for wish, words in WORDS.items():
        assert sorted(words) == languages
        assert {WISHES[word] for found in words.values() for word in found} == {wish}


@pytest.mark.parametrize(
    "body",
    ["STOP,", '"STOP"', "\u201cStop\u201d", "STOP?", "STOP \U0001f6d1", "*STOP*", "_stop_",
     "- stop -", "STOP STOP", "Stop, stop!!", "STOP\nSTOP", "\u200fSTOP", "STOP\u200b",
     "ST\u200bOP", "\ufeffstop", "STOP\ufe0f"],
)  # fmt: skip
def test_signs_around_a_wish_and_saying_it_twice_make_it_no_other(body: str) -> None:
    assert wished(body) == "stop"


@pytest.mark.parametrize(
    "body",
    ["9", "", "...", "stop it", "please do not stop", "YES", "no help at all", "stop start",
     "nonstop", "stop1", "9 stop", "alto", "बंद करो", "no parar", "not stopp"],
)  # fmt: skip
def test_any_other_text_is_no_wish(body: str) -> None:
    assert wished(body) is None


def test_the_operators_own_words_come_as_opt_out_type() -> None:
    for wish in ("stop", "start", "help"):
        assert wished("basta", OptOutType=wish.upper()) == wish
    assert wished("STOP", OptOutType="HELP") == "help"


def test_what_somebody_wrote_comes_with_all_that_tells_what_it_is_about() -> None:
    said = {
        "From": "whatsapp:+6281200000001",
        "To": "whatsapp:+15005550006",
        "Body": "Very happy",
        "MessageSid": "SM1",
        "OriginalRepliedMessageSid": "SM0",
        "ButtonPayload": "5",
    }
    assert heard(said, URL) == Reply(
        "whatsapp", "+6281200000001", "+15005550006", "Very happy", "SM1", "SM0", "5"
    )
    sms = {"From": "+6281200000001", "Body": "9"}
    assert heard(sms, URL) == Reply("sms", "+6281200000001", "", "9")


def test_what_nobody_wrote_or_what_is_no_message_is_of_no_interest() -> None:
    assert heard({"Body": "STOP"}, URL) is None
    assert heard({"From": "+6281200000001", "CallSid": "CA1"}, URL) is None


def test_json_is_proven_by_its_hash_in_the_signed_address() -> None:
    body = json.dumps({"MessageStatus": "sent", "MessageSid": "SM1", "ErrorCode": None}).encode()
    url = f"{CALLBACK}&bodySHA256={sha256(body).hexdigest()}"
    headers = JSON | {"x-twilio-signature": RequestValidator(TOKEN).compute_signature(url, {})}
    assert hear([TOKEN], url, headers, body) == Delivery("aw-7-abc123", "SM1", "sent")
    with pytest.raises(Unsigned):
        hear([TOKEN], url, headers, body + b" ")


GARBAGE: list[tuple[str, dict[str, str], bytes]] = [
    (CALLBACK, FORM, b"MessageStatus=sent"),
    (CALLBACK, FORM | {"x-twilio-signature": ""}, b"MessageStatus=sent"),
    (CALLBACK, FORM | {"x-twilio-signature": "garbage"}, b"MessageStatus=sent"),
    (CALLBACK, FORM | {"x-twilio-signature": "\u00e9" * 28}, b"MessageStatus=sent"),
    (CALLBACK, JSON, b"{}"),
    (CALLBACK, JSON | {"x-twilio-signature": "x" * 28}, b'{"MessageStatus": "sent"}'),
    (f"{CALLBACK}&bodySHA256=", JSON | {"x-twilio-signature": "x" * 28}, b"{}"),
    (f"{CALLBACK}&bodySHA256=x", JSON | {"x-twilio-signature": "x" * 28}, b"[" * 20_000),
    (CALLBACK, FORM, b"\xff"),
    (CALLBACK, FORM, b"a=%ff"),
    (CALLBACK, FORM, b"&".join(b"a%d=1" % n for n in range(MOST_FIELDS + 1))),
    (CALLBACK, FORM, b"a=" + b"x" * LARGEST_BODY),
    ("https://fb.acme.com/receipts/sms?\u00ff=%ff&&;", {}, b""),
]


@pytest.mark.parametrize(("url", "headers", "body"), GARBAGE)
def test_whatever_a_stranger_sends_is_unsigned(
    url: str, headers: dict[str, str], body: bytes
) -> None:
    with pytest.raises(Unsigned):
        hear([TOKEN], url, headers, body)


def test_a_signature_with_another_token_is_none() -> None:
    with pytest.raises(Unsigned):
        heard({"MessageStatus": "delivered"}, token="54321")


def test_during_a_change_of_the_token_both_are_believed() -> None:
    body = urlencode({"MessageStatus": "sent"}).encode()
    for token in ("old", "new"):
        signature = RequestValidator(token).compute_signature(CALLBACK, {"MessageStatus": "sent"})
        signed = FORM | {"x-twilio-signature": signature}
        assert isinstance(hear(["old", "new"], CALLBACK, signed, body), Delivery)
