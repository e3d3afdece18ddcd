"""The signatures, as dkimpy sees them, which shares no line with ours."""

import re
from dataclasses import replace
from email import message_from_bytes

import dkim
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from notifiers.smtp.dkim import sign
from notifiers.smtp.mail import Mail
from notifiers.smtp.signing_key import SigningKey
from tests.notifiers.conftest import NOON
from tests.notifiers.smtp.dns import Dns

COVERED = {
    *("from", "reply-to", "to", "subject", "date", "message-id", "mime-version", "content-type"),
    *("list-id", "list-unsubscribe", "list-unsubscribe-post", "feedback-id", "auto-submitted"),
}


@pytest.fixture
def dns(tmp_path) -> Dns:
    return Dns(tmp_path)


def verdicts(content: bytes, dns: Dns) -> list[bool]:
    """Of each signature, from the top."""
    count = len(re.findall(rb"(?m)^DKIM-Signature:", content))
    return [_verdict(content, index, dns) for index in range(count)]


def _verdict(content: bytes, index: int, dns: Dns) -> bool:
    try:
        return bool(dkim.DKIM(content).verify(index, dns.txt))
    except dkim.ValidationError:  # the body's hash is another
        return False


def tags(content: bytes) -> list[dict[str, str]]:
    found = message_from_bytes(content).get_all("DKIM-Signature", [])
    said = [re.sub(r"\s", "", one).split(";") for one in found]
    return [dict(tag.split("=", 1) for tag in one if tag) for one in said]


@pytest.fixture
def carried(open_email, relay, monkeypatch):
    """The content of a mail at the other end of an SMTP connection."""

    async def carry(outgoing, *keys: str) -> bytes:
        monkeypatch.setenv("AFTERWORD_DKIM_KEYS", ", ".join(keys))
        channel = await open_email(relay)
        await channel.send(outgoing)
        return relay.mails[-1].original_content

    return carry


async def test_rsa_and_ed25519_sign_side_by_side(carried, dns, survey) -> None:
    content = await carried(survey, dns.key("rsa"), dns.key("ed25519"))
    assert [one["a"] for one in tags(content)] == ["rsa-sha256", "ed25519-sha256"]
    assert verdicts(content, dns) == [True, True]


async def test_what_only_smtp_changes_on_its_way_breaks_nothing(carried, dns, survey) -> None:
    text = ".first\r\n.\r\n..\n two  spaces \t\n\ttab\n.\n\n\n"
    content = await carried(replace(survey, text=text, html=None), dns.key("rsa"))
    assert b"\r\n..\r\n" in content
    assert verdicts(content, dns) == [True]


async def test_everything_that_bulk_mail_is_judged_by_is_covered(carried, dns, survey) -> None:
    headers = {"Feedback-ID": "nps:nps:first:afterword", "X-Reference": "1"}
    mail = replace(survey, headers=headers, reply_to="help@acme.com")
    [said] = tags(await carried(mail, dns.key("ed25519")))
    assert set(said["h"].split(":")) == COVERED
    assert (said["d"], said["s"], said["t"]) == ("acme.com", "ed25519", "1772366400")


@pytest.mark.parametrize(
    "forged",
    [
        b"From: Bank <ceo@bank.example>",
        b"Reply-To: evil@example.com",
        b"Subject: Other words",
        b"To: bob@example.com",
    ],
)
async def test_a_second_header_of_what_people_see_breaks_it(carried, dns, survey, forged) -> None:
    content = await carried(survey, dns.key("rsa"))
    assert verdicts(content, dns) == [True]
    assert verdicts(forged + b"\r\n" + content, dns) == [False]


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        (b"How did we do", b"How bad were we"),
        (b"/u/abc", b"/u/xyz"),
        (b"One-Click", b"Two-Click"),
        (b"/r/abc/9", b"/r/abc/0"),
    ],
)
async def test_what_was_changed_on_the_way_is_found_out(carried, dns, survey, was, becomes) -> None:
    content = await carried(survey, dns.key("rsa"), dns.key("ed25519"))
    assert was in content
    assert verdicts(content.replace(was, becomes), dns) == [False, False]


async def test_only_keys_of_the_senders_domain_sign(carried, dns, survey) -> None:
    keys = [dns.key("rsa", "acme.com"), dns.key("rsa", "other.example")]
    brand = replace(survey, sender="Kopi <hi@Mail.Acme.com>")
    assert [one["d"] for one in tags(await carried(brand, *keys))] == ["acme.com"]
    foreign = replace(survey, sender="hi@notacme.com")
    assert tags(await carried(foreign, *keys)) == []


async def test_a_mail_that_nobody_signs_stays_as_it_is(carried, survey) -> None:
    assert (await carried(survey)).startswith(b"From: ")


async def test_no_line_of_a_signature_is_longer_than_mail_likes(carried, dns, survey) -> None:
    headers = {"Feedback-ID": "nps:nps:first:afterword", "In-Reply-To": "<a@b.example>"}
    content = await carried(replace(survey, headers=headers), dns.key("rsa", bits=4096))
    signature = content[: content.index(b"\r\nFrom:")]
    assert max(map(len, signature.split(b"\r\n"))) <= 200  # of names; 998 are allowed
    assert verdicts(content, dns) == [True]


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=st.text("ab:=\t ", max_size=40), body=st.lists(st.text("ab. \t"), max_size=8))
def test_blanks_of_any_kind_are_read_as_dkimpy_reads_them(dns, value, body) -> None:
    if not dns.records:
        dns.written = dns.key("ed25519")
    key = SigningKey.parse(dns.written)
    lines = "".join(f"{line}\r\n" for line in body)
    head = f"From: a@acme.com\r\nSubject: {value}\r\nX-Other: {value}\r\n"
    mail = Mail("", "", "<1@acme.com>", f"{head}\r\n{lines}".encode())
    assert verdicts(sign(mail, [key], NOON).content, dns) == [True]
