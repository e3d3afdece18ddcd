import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.notice import Fate
from notifiers.smtp.reports import LARGEST, Unreadable, read

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"


def report(name: str) -> bytes:
    return (REPORTS / f"{name}.eml").read_bytes()


@pytest.mark.parametrize(
    ("name", "state", "code", "cause"),
    [
        ("postfix_nobody", "bounced", "5.1.1", "bad_address"),
        ("postfix_nobody_without_status", "bounced", "5.0.0", "bad_address"),
        ("exchange_nobody", "bounced", "5.1.10", "bad_address"),
        ("postfix_full", "bounced", "5.2.2", "other"),
        ("postfix_policy", "bounced", "5.7.1", "policy"),
        ("postfix_expired", "bounced", "4.4.1", "soft"),
        ("postfix_delayed", "sent", "4.7.1", "policy"),
        ("complaint", "complained", "", "other"),
    ],
)
def test_it_reads_what_mail_servers_report(name: str, state: str, code: str, cause: str) -> None:
    for mail in (report(name), report(name).replace(b"\n", b"\r\n")):
        found = read(mail)
        assert (found.state, found.code, found.cause) == (state, code, cause)
        assert any("RETURN_PATH" in one for one in found.names)
        assert any("REFERENCE@" in one for one in found.names)
        assert "@" not in found.reason


@pytest.mark.parametrize("name", ["out_of_office", "not_spam"])
def test_what_reports_no_failure_and_no_complaint_is_unreadable(name: str) -> None:
    with pytest.raises(Unreadable):
        read(report(name))


def test_it_reads_reports_about_addresses_outside_ascii() -> None:
    mail = report("postfix_nobody").replace(b"message/delivery", b"message/global-delivery")
    assert read(mail).cause == "bad_address"


def test_of_several_behind_one_address_a_failure_counts() -> None:
    fine = b"\nFinal-Recipient: rfc822; b@x.example\nAction: relayed\nStatus: 2.0.0\n"
    failed = b"\nFinal-Recipient: rfc822; ani@"
    mail = report("postfix_nobody").replace(failed, fine + failed)
    assert read(mail).state == "bounced"
    assert read(mail.replace(b"Action: failed", b"Action: delivered")).state == "sent"


def test_what_comes_after_the_report_may_be_as_large_as_it_likes() -> None:
    whole = report("postfix_nobody") + b"x" * LARGEST
    assert read(whole) == read(report("postfix_nobody"))


HOSTILE = [
    b'Content-Type: multipart/x; a="' + b";" * 120_000,
    b"Content-Type: multipart/x" + b";\r\n a=b" * 15_000,
    b"content-disposition : x" + b";" * 120_000,
    b"",
    b"\0",
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 2000,
    b"Content-Type: message/rfc822\n\n" * 5000,
    b"Content-Type: message/delivery-status\n\n" + b"Action: failed\n\n" * 9000,
    b"Content-Type: message/delivery-status; charset=x\nContent-Transfer-Encoding: base64\n\n!!",
    b"Content-Type: text/rfc822-headers\nContent-Transfer-Encoding: uuencode\n\nbegin\n\xff",
]


@pytest.mark.parametrize("mail", HOSTILE)
def test_it_soon_refuses_what_is_made_to_break_it(mail: bytes) -> None:
    started = time.thread_time()
    with pytest.raises(Unreadable):
        read(mail)
    assert time.thread_time() - started < 3  # without a bound the first takes 20


PIECES = [line + b"\n" for line in report("postfix_nobody").split(b"\n")] + [b"\xff\n", b"\n"]


@given(st.lists(st.one_of(st.sampled_from(PIECES), st.binary(max_size=40))).map(b"".join))
def test_it_never_stumbles(mail: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(read(mail), Fate)
