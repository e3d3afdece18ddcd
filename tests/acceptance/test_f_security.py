"""F: what strangers try."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.acceptance.failing import mailing
from tests.service.house import House, purchase

MARKS = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"]
EVIL = "Bcc: evil@example.com"
OURS = {
    b"From", b"MIME-Version", b"Auto-Submitted", b"X-Auto-Response-Suppress", b"Feedback-ID",
    b"X-PM-Metadata-Afterword", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe",
    b"List-Id", b"List-Unsubscribe-Post", b"Content-Type", b"Content-Transfer-Encoding",
}  # fmt: skip


@pytest.mark.parametrize("mark", MARKS, ids=ascii)
async def test_f15_no_line_break_in_what_strangers_send_makes_a_header(
    house: House, mark: str
) -> None:
    """In the name, in a property, and in the words of a survey; an address with one is refused."""
    injected = f"Ani{mark}{EVIL}{mark}{mark}<p>body"
    subject = f"How was it, {{first_name}}?{mark}{EVIL}"
    body = {"kind": "nps", "name": f"Shop{mark}{EVIL}", "trigger": {"on": "purchase.completed"}}
    texts = {"en": {"question": "How was it, {first_name}?", "subject": subject}}
    answer = await house.api.put(
        "/v1/surveys/nps",
        json={**body, "channels": ["email"], "segments": ["store"], "texts": texts},
    )
    if answer.status_code == 422:
        await house.publish(texts={"en": {"question": "How was it, {first_name}?"}})
    async with mailing(house) as post:
        customer = {"id": "c-1", "email": "ani@example.com", "name": injected}
        bought = await house.post(purchase(1, customer=customer, properties={"store": injected}))
        if bought.status_code == 422:
            await house.buy(1, customer=customer | {"name": "Ani"})
        await post.settled()
        [mail] = post.sink.mails
        assert mail.recipients == (b"ani@example.com",)
        lines = mail.content.partition(b"\r\n\r\n")[0].split(b"\r\n")
        names = {line.partition(b":")[0] for line in lines if not line.startswith(b" ")}
        assert names <= OURS
        read: Any = message_from_bytes(mail.content, policy=default)
        assert read["Bcc"] is None
        assert [one.addr_spec for one in read["To"].addresses] == ["ani@example.com"]
        unsubscribe = [line for line in lines if line.startswith(b"List-Unsubscribe:")]
        assert len(unsubscribe) == 1
        assert unsubscribe[0].startswith(f"List-Unsubscribe: <{house.url}/u/".encode())
    address = {"id": "c-2", "email": f"bob@example.com{mark}{EVIL}"}
    await house.post(purchase(2, customer=address))
    await house.story(await house.buy(3))
    assert await house.count("SELECT COUNT(*) FROM message WHERE channel = 'email'") == 2
