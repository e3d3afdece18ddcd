import asyncio
import socket
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest

from notifiers.email import Settings, open_channel
from notifiers.errors import OutcomeUnknown, Refused, TryLater
from notifiers.lane import lanes_of
from service.demo.smtp_server import smtp_server
from tests.notifiers.conftest import NOON, Relay


async def test_it_hands_the_mail_to_the_relay(open_email, relay, survey) -> None:
    channel = await open_email(relay)
    receipt = await channel.send(survey)

    [envelope] = relay.mails
    mail = message_from_bytes(envelope.original_content, policy=default)
    assert envelope.mail_from == "survey@acme.com"
    assert envelope.rcpt_tos == ["ann@example.com"]
    assert mail["Message-ID"] == receipt.provider_id == "<msg-0001@acme.com>"
    assert mail["Subject"] == "How did we do?"
    assert mail["Date"].datetime == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert mail.get_body(("plain",)).get_content().splitlines() == survey.text.splitlines()


async def test_it_says_that_a_mail_begins_when_only_its_body_is_left_to_be_sent(
    open_email, relay, answering, survey
) -> None:
    told = []
    kept = replace(survey, begin=lambda: told.append(len(relay.mails)))
    for command, answer in (("MAIL", "450 Later"), ("RCPT", "550 No")):
        channel = await open_email(answering(command, answer))
        with pytest.raises((TryLater, Refused)):
            await channel.send(kept)
    assert told == []
    channel = await open_email(relay)
    await channel.send(kept)
    assert (told, len(relay.mails)) == ([0], 1)


async def test_it_takes_the_relay_that_is_named_and_the_first_if_none_is(survey) -> None:
    first, second = Relay(), Relay()
    async with smtp_server(first) as one, smtp_server(second) as two:
        urls = f"smtp://127.0.0.1:{one} smtp://127.0.0.1:{two}"
        channel = open_channel(Settings(smtp_url=urls, mail_from="a@acme.com"), lambda: NOON)
        names = [lane.name for lane in lanes_of("email", channel)]
        assert names == [f"127.0.0.1:{one}", f"127.0.0.1:{two}"]
        await channel.send(replace(survey, to="bob@example.com", lane=names[1]))
        await channel.send(survey)
        await channel.close()
    assert (first.recipients, second.recipients) == (["ann@example.com"], ["bob@example.com"])


async def test_it_doubles_the_dots_and_cannot_be_ended_early(open_email, relay, survey) -> None:
    text = ".first\r\n.\r\n..\nMAIL FROM:<evil@example.com>\r.\r\nlast\n"
    channel = await open_email(relay)
    await channel.send(replace(survey, text=text, html=None))
    [envelope] = relay.mails
    body = message_from_bytes(envelope.content, policy=default).get_content()
    assert body.split("\r\n") == [
        ".first",
        ".",
        "..",
        "MAIL FROM:<evil@example.com>",
        ".",
        "last",
        "",
    ]


@pytest.mark.parametrize(
    ("command", "answer", "channel_wide"),
    [
        ("RCPT", "450 4.2.0 Greylisted, come back later", False),
        ("RCPT", "452 4.2.2 Mailbox full", False),
        ("MAIL", "451 4.3.0 Local trouble", True),
        ("DATA", "451 4.3.0 Cannot store it now", False),
        ("RCPT", "421 4.3.2 Shutting down", True),
        ("DATA", "421 4.3.2 Shutting down", True),
        ("DATA", "454 Throttling failure: Maximum sending rate exceeded.", True),
        ("MAIL", "550 5.7.1 Sender is not yours", True),
        ("MAIL", "530 5.7.0 Authentication required", True),
        ("RCPT", "530 5.7.0 Authentication required", True),
    ],
)
async def test_it_tries_later(
    open_email, answering, survey, command: str, answer: str, channel_wide: bool
) -> None:
    channel = await open_email(answering(command, answer))
    with pytest.raises(TryLater) as caught:
        await channel.send(survey)
    assert caught.value.channel_wide is channel_wide
    assert caught.value.code == answer[:3]


@pytest.mark.parametrize(
    ("command", "answer", "address_is_bad"),
    [
        ("RCPT", "550 5.1.1 No such user", True),
        ("RCPT", "553 5.1.3 Bad syntax", True),
        ("RCPT", "550 5.1.10 Null MX", True),
        ("RCPT", "550 5.2.1 Mailbox disabled", True),
        ("RCPT", "550 No such user here", True),
        ("RCPT", "551 User not local", True),
        ("RCPT", "550 5.7.1 Blocked by policy", False),
        ("RCPT", "552 5.2.2 Over quota", False),
        ("RCPT", "554 Rejected", False),
        ("DATA", "554 5.7.1 Looks like spam", False),
        ("DATA", "550 Message refused", False),
        ("DATA", "550 5.1.1 No such user after all", True),
    ],
)
async def test_it_is_refused(
    open_email, answering, survey, command: str, answer: str, address_is_bad: bool
) -> None:
    channel = await open_email(answering(command, answer))
    with pytest.raises(Refused) as caught:
        await channel.send(survey)
    assert caught.value.address_is_bad is address_is_bad
    assert caught.value.code == answer[:3]


@pytest.mark.parametrize(
    ("command", "answer", "by_policy"),
    [
        ("RCPT", "550 5.7.1 Blocked by policy", True),
        ("RCPT", "554 Rejected", True),
        ("DATA", "550 5.7.26 Unauthenticated", True),
        ("DATA", "554 Something is wrong", False),
        ("RCPT", "550 5.1.1 No such user", False),
        ("RCPT", "552 5.2.2 Over quota", False),
    ],
)
async def test_it_tells_what_is_about_us(
    open_email, answering, survey, command: str, answer: str, by_policy: bool
) -> None:
    channel = await open_email(answering(command, answer))
    with pytest.raises(Refused) as caught:
        await channel.send(survey)
    assert caught.value.by_policy is by_policy


async def test_it_keeps_the_address_out_of_the_reason(open_email, answering, survey) -> None:
    channel = await open_email(answering("RCPT", "550 5.1.1 <ann@example.com>: unknown"))
    with pytest.raises(Refused) as caught:
        await channel.send(survey)
    assert caught.value.reason == "rcpt: 550 5.1.1 <(address)>: unknown"


@pytest.mark.parametrize("command", ["MAIL", "RCPT"])
async def test_it_tries_later_when_the_line_breaks_before_the_body(
    open_email, answering, survey, command: str
) -> None:
    channel = await open_email(answering(command, "250 OK", hang_up=True))
    with pytest.raises(TryLater) as caught:
        await channel.send(survey)
    assert not caught.value.channel_wide


async def test_it_does_not_know_the_outcome_when_the_line_breaks_after_the_final_dot(
    open_email, answering, survey
) -> None:
    relay = answering("DATA", "250 OK", hang_up=True)
    channel = await open_email(relay)
    with pytest.raises(OutcomeUnknown):
        await channel.send(survey)
    assert relay.asked == 1


async def test_it_does_not_know_the_outcome_when_no_answer_to_the_body_comes(
    open_email, relay, survey
) -> None:
    async def never(server, session, envelope) -> str:
        await asyncio.sleep(60)
        return "250 Too late"

    relay.handle_DATA = never
    channel = await open_email(relay, query="body_timeout_seconds=0.1")
    with pytest.raises(OutcomeUnknown):
        await channel.send(survey)


async def test_it_tries_later_when_a_command_is_not_answered(open_email, relay, survey) -> None:
    async def never(server, session, envelope, address, options) -> str:
        await asyncio.sleep(60)
        return "250 Too late"

    relay.handle_RCPT = never
    channel = await open_email(relay, query="command_timeout_seconds=0.1")
    with pytest.raises(TryLater):
        await channel.send(survey)


async def test_it_pauses_the_channel_when_nobody_listens(survey) -> None:
    with socket.create_server(("127.0.0.1", 0)) as unused:
        port = unused.getsockname()[1]
    settings = Settings(smtp_url=f"smtp://127.0.0.1:{port}", mail_from="survey@acme.com")
    channel = open_channel(settings, lambda: datetime.now(UTC))
    with pytest.raises(TryLater) as caught:
        await channel.send(survey)
    assert caught.value.channel_wide


async def test_it_sends_to_an_address_outside_ascii_where_the_relay_can(
    open_email, relay, survey
) -> None:
    channel = await open_email(relay)
    await channel.send(replace(survey, to="مستخدم@example.com"))
    assert relay.recipients == ["مستخدم@example.com"]


def test_it_is_off_when_nothing_is_set() -> None:
    assert Settings().off
    assert Settings().problems() == []


def test_it_names_the_missing_half() -> None:
    [problem] = Settings(smtp_url="smtp://localhost").problems()
    assert problem.startswith("AFTERWORD_MAIL_FROM is missing")
    [problem] = Settings(mail_from="a@example.com").problems()
    assert problem.startswith("AFTERWORD_SMTP_URL is missing")


def test_it_names_what_is_wrong_without_showing_the_password() -> None:
    settings = Settings(smtp_url="smpt://me:s3cret@mail", mail_from="not an address")
    problems = settings.problems()
    assert problems[0].startswith("AFTERWORD_SMTP_URL must begin with")
    assert problems[1].startswith("AFTERWORD_MAIL_FROM")
    assert "s3cret" not in f"{problems} {settings!r}"


def test_it_reads_the_environment(monkeypatch) -> None:
    monkeypatch.setenv("AFTERWORD_SMTP_URL", "smtps://me:s3cret@mail.example.com")
    monkeypatch.setenv("AFTERWORD_MAIL_FROM", "")
    settings = Settings()
    assert [relay.host for relay in settings.relays()] == ["mail.example.com"]
    assert settings.problems() == ["AFTERWORD_MAIL_FROM is missing: e-mail is half-configured"]
