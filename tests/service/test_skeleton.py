"""What is filled in must be what would have been rendered."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from notifiers.form import Filled
from notifiers.outgoing import Outgoing
from notifiers.smtp.mail import compose
from notifiers.smtp.mailbox import Mailbox
from service.asked import Asked
from service.render import Rendered, message
from service.skeleton import written
from surveys.definition import Definition
from surveys.kinds import kinds
from tests.service.samples import ANSWER_URL, UNSUBSCRIBE_URL, asked, english, survey

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)
ACME = Mailbox("Acme", "survey@acme.com")
ANY_TEXT = st.text(st.characters())
NASTY = "<b>\"Siti\" & 'Co'</b>\r\nBcc: x@y.example\u202e\u2028\ud800\x00={name}=3D."
PATH = st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=300)
TEXTS = {
    "en": {
        "question": "{name}, how was {store}?",
        "subject": "{first_name}: {store} of {brand}",
        "intro": "{store}\n\nHi {first_name}, thank you.\n\n.{name}\n.\nß {agent}, {store}",
        "low": "{agent}",
        "high": "= {name}!",
    },
    "ar": {"question": "كيف كان {store}؟", "intro": "مرحبا {first_name}،\n\n{agent} شكرا."},
    "id": {
        "question": "Bagaimana, {name}?",
        "whatsapp_template": {"content_sid": f"HX{'0' * 32}", "variables": {"1": "{name}"}},
    },
    "zh-Hant-TW": {"question": "{store}{store}如何。"},
    "xx": {"question": "  {agent} ", "subject": "{agent} "},
}


def every_place(kind: str = "nps", **more: Any) -> Definition:
    """Placeholders wherever there may be one."""
    return survey(kind, texts=TEXTS, segments=["store", "agent"], **more)


def parts(rendered: Rendered, of: Asked) -> dict[str, object]:
    """A mail as whoever gets it reads it."""
    outgoing = Outgoing(
        to="ann@example.com",
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        reference="aw-1-abc",
        unsubscribe_url=of.unsubscribe_url,
    )
    content = compose(outgoing, ACME, NOON).content
    assert all(len(line) <= 998 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")
    mail = message_from_bytes(content, policy=default)
    bodies = [(part.get_content_type(), _decoded(part)) for part in mail.iter_parts()]
    return {"headers": mail.items(), "bodies": bodies}


def _decoded(part: Any) -> str:
    assert isinstance(part, EmailMessage)
    assert not part.defects
    octets = part.get_payload(decode=True)
    assert isinstance(octets, bytes)
    return octets.decode(str(part.get_content_charset()))


@settings(deadline=None)  # the first one compiles the templates
@given(
    kind=st.sampled_from(sorted(kinds())),
    language=st.sampled_from(sorted(TEXTS)),
    name=st.none() | ANY_TEXT,
    store=ANY_TEXT,
    agent=ANY_TEXT,
    path=PATH,
    days=st.integers(0, 400),
    brand=st.booleans(),
)
@example("nps", "en", NASTY, NASTY, NASTY, "a?b=c&d=<e>'\"", 1, True)
@example("csat", "en", "x" * 80, "😀" * 200, "é" * 200, "x" * 300, 1, True)
@example("nps", "ar", "محمد", "متجر", "", "", 1, False)
@example("nps", "en", ".", "..", "=", "", 1, True)
def test_it_writes_what_would_have_been_rendered(
    kind: str,
    language: str,
    name: str | None,
    store: str,
    agent: str,
    path: str,
    days: int,
    brand: bool,
) -> None:
    definition = VERSIONS[kind, brand]
    one = replace(
        asked(definition, language, name, {"store": store, "agent": agent}),
        answer_url=f"{ANSWER_URL}{path}",
        unsubscribe_url=f"{UNSUBSCRIBE_URL}{path.replace('>', '').replace('<', '')}",
        expires_at=NOON + timedelta(days=days),
    )
    assert parts(written("email", one), one) == parts(message("email", one), one)


VERSIONS = {
    (kind, brand): every_place(kind, **({} if brand else {"brand": None}))
    for kind in kinds()
    for brand in (True, False)
}


@pytest.mark.parametrize("name", ["Siti Rahma", None])
def test_it_renders_nothing_for_the_second_who_is_asked_alike(
    monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    definition = english(intro="Hi {first_name}")
    written("email", asked(definition, name=name))
    monkeypatch.delattr("service.render.render")
    second = replace(asked(definition, name=name and "Budi"), answer_url="https://a.example/r/2")
    found = written("email", second)
    assert isinstance(found.html, Filled)
    assert "https://a.example/r/2/9" in str(found.html)
    assert ("Hi Budi" in str(found.text)) is bool(name)


def test_a_new_version_speaks_its_own_words() -> None:
    old, new = english(intro="Hi {name}"), english(intro="Dear {name}")
    assert "Hi Siti" in str(written("email", asked(old)).text)
    assert "Dear Siti" in str(written("email", asked(new)).text)


@pytest.mark.parametrize("question", ["{name}" * 50, "{store}" * 40 + "x"])
def test_a_line_that_has_to_be_cut_is_rendered(question: str) -> None:
    one = asked(english(question=question), name="A b" * 20, segments={"store": "B" * 200})
    assert len(message("email", one).subject) == 1000
    assert written("email", one) == message("email", one)


@pytest.mark.parametrize("channel", ["sms", "whatsapp", "text"])
def test_other_channels_are_rendered(channel: str) -> None:
    one = asked(english(sms="It\u2019s {name}"), name="Ann\u2019s")
    assert written(channel, one) == message(channel, one)
