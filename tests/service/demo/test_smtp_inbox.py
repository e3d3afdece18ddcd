import asyncio
from dataclasses import replace
from datetime import UTC, datetime

import aiosmtplib

from notifiers.email import Settings, open_channel
from notifiers.outgoing import Outgoing
from service.demo.inbox import Inbox
from service.demo.smtp_inbox import smtp_inbox

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SURVEY = Outgoing(
    to="siti@example.com",
    subject="Bagaimana, Siti 🌸?",
    text="كيف كانت تجربتك؟\n9: https://fb.acme.com/r/abc/9\n",
    html=(
        '<p>كيف؟ <a href="https://fb.acme.com/r/abc/9">9</a></p>'
        '<div style="display:none"><a href="https://fb.acme.com/r/abc/x">.</a></div>\n'
    ),
    reference="msg-1",
    unsubscribe_url="https://fb.acme.com/u/abc",
)


async def test_a_mail_arrives_as_the_customer_sees_it() -> None:
    inbox = Inbox()
    async with smtp_inbox(inbox, lambda: NOON) as url:
        channel = open_channel(Settings(smtp_url=url, mail_from="survey@acme.com"), lambda: NOON)
        await channel.send(SURVEY)
        await channel.close()
    [message] = inbox.messages()
    assert message.channel == "email"
    assert message.to == "siti@example.com"
    assert message.subject == SURVEY.subject
    assert message.text == SURVEY.text
    assert message.html == SURVEY.html
    assert message.links == ["https://fb.acme.com/r/abc/9"]
    assert message.received_at == NOON


async def test_a_mail_without_html_arrives_too() -> None:
    inbox = Inbox()
    async with smtp_inbox(inbox, lambda: NOON) as url:
        channel = open_channel(Settings(smtp_url=url, mail_from="survey@acme.com"), lambda: NOON)
        await channel.send(replace(SURVEY, html=None))
        await channel.close()
    assert inbox.messages()[0].html == ""


async def test_it_stops_although_somebody_stays_connected() -> None:
    async with smtp_inbox(Inbox(), lambda: NOON) as url:
        client = aiosmtplib.SMTP(hostname="127.0.0.1", port=int(url.rpartition(":")[2]))
        await client.connect()
    async with asyncio.timeout(20):
        while client.is_connected:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    client.close()


async def test_it_listens_where_it_is_told(unused_tcp_port: int) -> None:
    async with smtp_inbox(Inbox(), lambda: NOON, unused_tcp_port) as url:
        assert url == f"smtp://127.0.0.1:{unused_tcp_port}"
