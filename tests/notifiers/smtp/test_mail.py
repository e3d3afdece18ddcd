from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from email.utils import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifiers.errors import Refused
from notifiers.form import Filled, Form
from notifiers.outgoing import Outgoing
from notifiers.smtp.mail import compose
from notifiers.smtp.mailbox import Mailbox

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
ACME = Mailbox("Acme", "survey@acme.com")
SURVEY = Outgoing(
    to="ann@example.com",
    subject="How did we do?",
    text="One question.\n",
    html="<p>One question.</p>\n",
    reference="msg-0001",
    unsubscribe_url="https://fb.acme.com/u/abc",
)
BREAKS = "\0\r\n\v\f\x1c\x1d\x1e\x85\u2028\u2029"
LINE = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=BREAKS))
TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def content_of(outgoing: Outgoing) -> bytes:
    return compose(outgoing, ACME, NOON).content


def parsed(outgoing: Outgoing) -> EmailMessage:
    return message_from_bytes(content_of(outgoing), policy=default)


def test_it_writes_every_header_of_a_survey() -> None:
    assert dict(parsed(SURVEY).items()) == {
        "From": "Acme <survey@acme.com>",
        "To": "ann@example.com",
        "Subject": "How did we do?",
        "Date": "Sun, 01 Mar 2026 12:00:00 +0000",
        "Message-ID": "<msg-0001@acme.com>",
        "List-Id": '"Acme" <surveys.acme.com>',
        "List-Unsubscribe": "<https://fb.acme.com/u/abc>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "MIME-Version": "1.0",
        "Content-Type": 'multipart/alternative; boundary="=_msg-0001"',
    }


def test_it_is_the_same_mail_at_every_attempt() -> None:
    assert compose(SURVEY, ACME, NOON) == compose(SURVEY, ACME, NOON)


def test_it_never_folds_the_unsubscribe_link() -> None:
    url = f"https://fb.acme.com/{'unsubscribe-me/' * 20}?token={'x' * 200}"
    line = f"\r\nList-Unsubscribe: <{url}>\r\n"
    assert line.encode() in content_of(replace(SURVEY, unsubscribe_url=url))


def test_a_mail_without_unsubscribe_link_is_no_list_mail() -> None:
    mail = parsed(replace(SURVEY, unsubscribe_url=None))
    assert not [name for name in mail if name.startswith("List-")]


@pytest.mark.parametrize(
    ("sender", "written", "domain"),
    [
        (None, "Acme <survey@acme.com>", "acme.com"),
        ("Toko Bagus", "Toko Bagus <survey@acme.com>", "acme.com"),
        ("hi@toko.example", "hi@toko.example", "toko.example"),
        ('"Toko, Bagus" <hi@toko.example>', '"Toko, Bagus" <hi@toko.example>', "toko.example"),
        ("Toko Bagus <hi@toko.example>", "Toko Bagus <hi@toko.example>", "toko.example"),
        ("متجر <hi@toko.example>", "متجر <hi@toko.example>", "toko.example"),
        ("hi@tôko.example", "hi@xn--tko-kna.example", "xn--tko-kna.example"),
    ],
)
def test_a_brand_writes_under_its_own_name(sender: str | None, written: str, domain: str) -> None:
    mail = parsed(replace(SURVEY, sender=sender))
    assert mail["From"] == written
    assert mail["Message-ID"] == f"<msg-0001@{domain}>"


def test_replies_go_where_the_brand_wants_them() -> None:
    mail = parsed(replace(SURVEY, reply_to='"Support 🌸" <help@acme.com>'))
    assert mail["Reply-To"] == "Support 🌸 <help@acme.com>"


@pytest.mark.parametrize(
    ("sender", "list_id"),
    [
        ("hi@toko.example", "<surveys.toko.example>"),
        ('"Toko \\"Bagus\\"" <hi@toko.example>', '"Toko \\"Bagus\\"" <surveys.toko.example>'),
        ("متجر <hi@toko.example>", "متجر <surveys.toko.example>"),
    ],
)
def test_a_list_has_the_name_of_its_sender(sender: str, list_id: str) -> None:
    assert parsed(replace(SURVEY, sender=sender))["List-Id"] == list_id


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Bagaimana pengalaman Anda, Siti?",
        "كيف كانت تجربتك معنا؟ " * 8,
        "👩‍👩‍👧 schön! " * 30,
        "=?utf-8?q?not_encoded?=",
        "a long one " * 80,
        "tab\there",
    ],
)
def test_the_subject_arrives_as_it_was(subject: str) -> None:
    mail = parsed(replace(SURVEY, subject=subject.strip()))
    assert mail["Subject"] == subject.strip()


@settings(deadline=None)  # other processes may hold the machine up
@given(LINE)
def test_any_one_line_subject_arrives_as_it_was(subject: str) -> None:
    content = content_of(replace(SURVEY, subject=subject))
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert message_from_bytes(content, policy=default)["Subject"] == subject


@settings(deadline=None)
@given(LINE.map(str.strip).filter(bool))
def test_any_name_arrives_as_it_was(name: str) -> None:
    content = compose(SURVEY, Mailbox(name, "hi@acme.com"), NOON).content
    written, _, address = message_from_bytes(content)["From"].rpartition(" ")
    assert (display_name(written), address) == (name, "<hi@acme.com>")
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def test_a_name_that_looks_encoded_arrives_as_it_was() -> None:
    content = compose(SURVEY, Mailbox("=?utf-8?q?Bank?=", "hi@acme.com"), NOON).content
    assert b"=?utf-8?q?" not in content


def display_name(written: str) -> str:
    """RFC 2047 drops the space between two words, which `email.policy.default` forgets in names."""
    if written.startswith('"'):
        return unquote(written)
    return str(make_header(decode_header(written)))


@settings(deadline=None)
@given(TEXT, TEXT)
def test_any_text_arrives_but_for_its_line_ends(text: str, html: str) -> None:
    content = content_of(replace(SURVEY, text=text, html=html))
    mail = message_from_bytes(content, policy=default)
    plain, rich = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain.get_payload(decode=True).decode() == with_line_ends(text)
    assert rich.get_payload(decode=True).decode() == with_line_ends(html)
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def with_line_ends(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    joined = "\r\n".join(lines)
    return joined if joined.endswith("\r\n") else joined + "\r\n"


@settings(deadline=None)
@given(st.lists(TEXT.map(lambda text: text.replace("\r", "")), min_size=4, max_size=4), TEXT, TEXT)
@example(["", "", "", ""], "", "")
@example([" ", "\n", ".", "= "], ".", "\n.\n")
@example(["x" * 75, "é" * 99, "\t", "."], "😀" * 999, " ")
def test_a_filled_form_arrives_as_its_text(literals: list[str], one: str, other: str) -> None:
    filled = Filled(Form(tuple(literals), (1, 0, 1)), (one, other))
    content = content_of(replace(SURVEY, text=filled, html=filled))
    mail = message_from_bytes(content, policy=default)
    for kind in ("plain", "html"):
        part = mail.get_body((kind,))
        assert part.get_payload(decode=True).decode() == with_line_ends(str(filled))
    assert b"\r" not in content.replace(b"\r\n", b"")
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))


def test_every_value_finds_its_place_in_a_form() -> None:
    form = Form(("Hi ", ", how was it?\n"), (0,))
    texts = [
        parsed(replace(SURVEY, text=Filled(form, (name,)), html=None)).get_content()
        for name in ("Siti", "Søren", "محمد")
    ]
    assert texts == [f"Hi {name}, how was it?\r\n" for name in ("Siti", "Søren", "محمد")]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("9: https://fb.acme.com/r/abc/9?a=b", "7bit"),
        ("Terima kasih — Café", "quoted-printable"),
        ("كيف كانت تجربتك معنا؟", "base64"),
        ("x" * 2000, "quoted-printable"),
        ("--=_msg-0001--", "quoted-printable"),
    ],
)
def test_it_keeps_the_text_readable_where_it_can(text: str, encoding: str) -> None:
    plain = parsed(replace(SURVEY, text=text)).get_body(("plain",))
    assert plain["Content-Transfer-Encoding"] == encoding
    assert plain.get_content() == f"{text}\r\n"


def test_a_mail_can_be_text_alone() -> None:
    mail = parsed(replace(SURVEY, html=None))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "One question.\r\n"


@pytest.mark.parametrize("mark", list(BREAKS))
@pytest.mark.parametrize("field", ["subject", "sender", "reply_to", "unsubscribe_url", "headers"])
def test_it_refuses_line_breaks_in_headers(field: str, mark: str) -> None:
    value = f"Acme{mark}Bcc: evil@example.com"
    bad = {"X-Brand": value} if field == "headers" else value
    with pytest.raises(Refused) as caught:
        content_of(replace(SURVEY, **{field: bad}))
    assert not caught.value.address_is_bad


@pytest.mark.parametrize(
    "address",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@example.com, evil@example.com",
        "ann@example.com,evil@example.com",
        "ann@example.com\r\nRCPT TO:<evil@example.com>",
        "ann@example.com\n",
        "ann @example.com",
        "ann@exa mple.com",
        "<ann@example.com>",
        "Ann <ann@example.com>",
        "ann@b@example.com",
        '"ann b"@example.com',
        "ann@example.com\u2028",
        "ann\0@example.com",
        "ann@[127.0.0.1]",
        "\ud800@example.com",
        f"{'a' * 65}@example.com",
    ],
)
def test_it_writes_to_one_address_or_not_at_all(address: str) -> None:
    with pytest.raises(Refused) as caught:
        content_of(replace(SURVEY, to=address))
    assert caught.value.address_is_bad


@pytest.mark.parametrize(
    ("address", "recipient"),
    [
        ("a.b+c'd@example.co.id", "a.b+c'd@example.co.id"),
        ("user..name.@example.com", "user..name.@example.com"),
        ("root@localhost", "root@localhost"),
        ("siti@köln.example", "siti@xn--kln-sna.example"),
        ("ωμέγα@example.com", "ωμέγα@example.com"),
    ],
)
def test_it_takes_addresses_as_they_are_in_the_world(address: str, recipient: str) -> None:
    mail = compose(replace(SURVEY, to=address), ACME, NOON)
    assert mail.recipient == recipient
    assert f"\r\nTo: {recipient}\r\n".encode() in mail.content


@pytest.mark.parametrize("field", ["text", "html", "subject", "sender"])
def test_it_refuses_half_characters(field: str) -> None:
    with pytest.raises(Refused):
        content_of(replace(SURVEY, **{field: "\ud83d"}))


@pytest.mark.parametrize("name", ["Bcc", "to", "Content-Type", "Return-Path", "X-A:b", "X-A\n"])
def test_extra_headers_cannot_change_the_mail(name: str) -> None:
    with pytest.raises(Refused):
        content_of(replace(SURVEY, headers={name: "evil@example.com"}))


def test_it_refuses_a_header_longer_than_a_line_may_be() -> None:
    with pytest.raises(Refused):
        content_of(replace(SURVEY, headers={"X-Brand": "x" * 1000}))
    with pytest.raises(Refused):
        content_of(replace(SURVEY, unsubscribe_url=f"https://fb.acme.com/{'x' * 1000}"))


def test_it_writes_extra_headers() -> None:
    headers = {"Feedback-ID": "nps:survey:acme:afterword", "X-Brand": "Café"}
    mail = parsed(replace(SURVEY, headers=headers))
    assert mail["Feedback-ID"] == headers["Feedback-ID"]
    assert mail["X-Brand"] == "Café"


@pytest.mark.parametrize("reference", ["", "a>b", "a b", "ä", "a" * 65])
def test_it_refuses_a_reference_that_would_break_the_message_id(reference: str) -> None:
    with pytest.raises(Refused):
        content_of(replace(SURVEY, reference=reference))


def test_what_cannot_be_delivered_goes_back_to_the_return_path() -> None:
    assert compose(SURVEY, ACME, NOON).sender == "survey@acme.com"
    mail = compose(replace(SURVEY, return_path="b.1.0a@bounces.acme.com"), ACME, NOON)
    assert mail.sender == "b.1.0a@bounces.acme.com"
    assert b"bounces.acme.com" not in mail.content
    with pytest.raises(Refused):
        compose(replace(SURVEY, return_path="a@b.example> SIZE=1\r\n"), ACME, NOON)


@settings(deadline=None)
@given(st.lists(TEXT, min_size=3, max_size=3), st.lists(TEXT, min_size=2, max_size=2))
@example(["Hi ", "\n", ""], [".a", "b"])
@example(["Hi\n.a", ".b", "\n..c"], ["a", "b"])
@example(["", "", ""], ["a", "é" * 12 + "." * 80])
@example(["", "", ""], ["a", "\n.b"])
def test_every_dot_that_begins_a_line_is_doubled(literals: list[str], values: list[str]) -> None:
    filled = Filled(Form(tuple(literals), (0, 1)), tuple(values))
    for html in (None, filled):
        mail = compose(replace(SURVEY, text=filled, html=html), ACME, NOON)
        lines = mail.octets.split(b"\r\n")
        assert lines[-2:] == [b".", b""]
        assert [line for line in lines[:-2] if line.startswith(b".") and line[:2] != b".."] == []
        undone = b"\r\n".join(line.removeprefix(b".") for line in lines[:-2])
        assert undone + b"\r\n" == mail.content
