"""What every provider of mail keeps: the loader finds it, so these tests run over it."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.notice import Fate
from service.providers import NoAnswer, providers
from service.providers.parts import amazon
from service.sources import BadSignature, Unusable, sources
from surveys.errors import InvalidInput
from tests.cast import NOW
from tests.service.providers.signing import (
    CERTIFICATE_URL,
    FIXTURES,
    SIGNERS,
    Signed,
    amazon_certificate,
    fixture,
    signed,
)

NAMES = sorted(providers())
every_provider = pytest.mark.parametrize("name", NAMES)
GARBAGE = ["", " ", "x", "é", "\x00", "\ud800", "Basic !", "Basic YTpi", "A" * 8192]


@pytest.fixture(autouse=True)
def _amazon(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Shows its certificate and nothing else."""

    async def fetch(url: str) -> bytes:
        if url != CERTIFICATE_URL:
            raise NoAnswer(url)
        return amazon_certificate()

    monkeypatch.setattr(amazon, "fetch", fetch)
    amazon._known.clear()
    yield
    amazon._known.clear()


def told(name: str, what: str = "nobody") -> Signed:
    return signed(name, fixture(name, what))


async def refused(name: str, found: Signed, **other: Any) -> None:
    given = {"body": found.body, "headers": found.headers, "secrets": [found.secret], "now": NOW}
    with pytest.raises(BadSignature):
        await providers()[name].verify(**{**given, **other})


def test_no_provider_is_named_like_a_source_and_each_can_be_signed_for() -> None:
    assert not set(NAMES) & set(sources())
    assert set(NAMES) == set(SIGNERS)


@every_provider
async def test_it_takes_what_was_signed_with_one_of_the_live_secrets(name: str) -> None:
    found = told(name)
    for secrets in ([found.secret], ["x" * 40, found.secret], [found.secret, "x" * 40]):
        await providers()[name].verify(found.body, found.headers, secrets, NOW)
    for secrets in ([], [""], ["x" * 40]):
        await refused(name, found, secrets=secrets)


@every_provider
async def test_it_refuses_headers_that_are_missing_or_changed(name: str) -> None:
    found = told(name)
    for header in set(found.headers) - {"content-type"}:
        await refused(name, found, headers={**found.headers, header: ""})
        for garbage in GARBAGE:
            await refused(name, found, headers={**found.headers, header: garbage})
        value = found.headers[header]
        for place in (len(value) // 2, -8):
            other = "A" if value[place] != "A" else "B"
            changed = value[:place] + other + value[place:][1:]
            await refused(name, found, headers={**found.headers, header: changed})


@pytest.mark.parametrize("name", sorted({*NAMES} - {"postmark", "mailgun"}))
async def test_it_refuses_a_body_that_was_changed(name: str) -> None:
    """Postmark signs nothing, Mailgun not the body."""
    found = told(name)
    await refused(name, found, body=found.body.replace(b"5.1.1", b"5.1.2"))
    await refused(name, found, body=b"")


@every_provider
@given(data=st.data())
def test_no_bytes_and_no_headers_make_it_stumble(name: str, data: st.DataObject) -> None:
    known = [*told(name).headers, "x"]
    values = st.one_of(st.text(max_size=40), st.sampled_from(GARBAGE))
    headers = data.draw(st.dictionaries(st.sampled_from(known), values))
    fields = st.sampled_from(["signature", "TopicArn", "Type", "Message", "event-data", "event"])
    anything = st.recursive(
        st.none() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(fields, inner, max_size=3),
    )
    body = data.draw(st.one_of(st.binary(max_size=60), anything.map(as_json)))

    async def verify() -> None:
        await refused(name, told(name), headers=headers, body=body)

    asyncio.run(verify())
    with suppress(Unusable):
        providers()[name].parse(body)


def as_json(found: Any) -> bytes:
    return json.dumps(found).encode()


@every_provider
def test_it_makes_secrets_or_says_where_the_provider_shows_them(name: str) -> None:
    provider = providers()[name]
    assert provider.checked_secret(f" {told(name).secret}\n") == told(name).secret
    for weak in ("", " ", "short", "é" * 30, "\x00" * 30):
        with pytest.raises(InvalidInput, match="secret"):
            provider.checked_secret(weak)
    made = own_secret(name)
    assert made is None or provider.checked_secret(made) == made


def own_secret(name: str) -> str | None:
    """None where the provider makes it, and we say where it shows it."""
    if name == "postmark":
        return providers()[name].new_secret()
    with pytest.raises(InvalidInput, match="copy it from"):
        providers()[name].new_secret()
    return None


EXPECTED: dict[str, dict[str, list[tuple[str, str, str]]]] = {
    "ses": {
        "nobody": [("bounced", "5.1.1", "bad_address")],
        "suppressed": [("bounced", "", "bad_address")],
        "full": [("bounced", "5.2.2", "other")],
        "too_large": [("bounced", "", "other")],
        "passing": [("bounced", "", "soft")],
        "policy": [("bounced", "5.7.1", "policy")],
        "complaint": [("complained", "", "other")],
        "not_spam": [],
        "delivered": [("delivered", "", "other")],
        "delayed": [("sent", "", "other")],
        "opened": [],
    },
    "sendgrid": {
        "nobody": [("bounced", "5.1.1", "bad_address")],
        "invalid_without_code": [("bounced", "", "bad_address")],
        "full": [("bounced", "5.2.2", "other")],
        "policy": [("bounced", "5.7.1", "policy")],
        "blocked": [("bounced", "550", "other")],
        "unresolvable": [("bounced", "", "other")],
        "dropped": [("bounced", "dropped", "bad_address")],
        "dropped_unsubscribed": [("bounced", "dropped", "other")],
        "complaint": [("complained", "", "other")],
        "delivered": [("delivered", "", "other")],
        "deferred": [("sent", "", "other")],
        "opened": [],
        "several": [
            ("sent", "", "other"),
            ("delivered", "", "other"),
            ("bounced", "4.4.7", "soft"),
        ],
    },
    "postmark": {
        "nobody": [("bounced", "HardBounce", "bad_address")],
        "soft": [("bounced", "SoftBounce", "soft")],
        "policy": [("bounced", "SpamNotification", "policy")],
        "delayed": [("sent", "", "other")],
        "out_of_office": [],
        "complaint": [("complained", "", "other")],
        "delivered": [("delivered", "", "other")],
        "opened": [],
    },
    "mailgun": {
        "nobody": [("bounced", "5.1.1", "bad_address")],
        "suppressed": [("bounced", "", "bad_address")],
        "full": [("bounced", "5.2.2", "other")],
        "expired": [("bounced", "4.4.1", "soft")],
        "policy": [("bounced", "5.7.26", "policy")],
        "delayed": [("sent", "", "other")],
        "complaint": [("complained", "", "other")],
        "delivered": [("delivered", "", "other")],
        "opened": [],
    },
}


@every_provider
def test_it_reads_what_happened(name: str) -> None:
    recorded = {path.stem for path in (FIXTURES / name).glob("*.json")}
    assert recorded == set(EXPECTED[name])
    for what, expected in EXPECTED[name].items():
        found = list(providers()[name].parse(told(name, what).body))
        fates = [one for one in found if isinstance(one, Fate)]
        assert [(one.state, one.code, one.cause) for one in fates] == expected, what
        assert len(fates) == len(found)
        for one in fates:
            assert any("REFERENCE" in known for known in one.names)
            assert "@" not in one.reason


@every_provider
def test_what_it_cannot_read_it_calls_unusable(name: str) -> None:
    for body in (b"", b"\xff", b"{", b'"text"', b"[[]]", b"[1]"):
        with pytest.raises(Unusable):
            providers()[name].parse(body)


async def test_a_signature_of_mailguns_ages_because_it_signs_nothing_that_is_told() -> None:
    found = told("mailgun")
    for hours in (-0.01, 0, 8.9):
        now = NOW + timedelta(hours=hours)
        await providers()["mailgun"].verify(found.body, found.headers, [found.secret], now)
    for hours in (-0.1, 9.1, 10**6):
        await refused("mailgun", found, now=NOW + timedelta(hours=hours))
