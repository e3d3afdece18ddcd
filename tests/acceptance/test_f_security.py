"""F: what strangers try."""

from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest

from tests.acceptance.failing import mailing
from tests.cast import rows
from tests.service.house import House, purchase
from tests.service.scene import CHROME

MARKS = ["\r\n", "\n", "\r", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"]
EVIL = "Bcc: evil@example.com"
OURS = {
    b"From", b"MIME-Version", b"Auto-Submitted", b"X-Auto-Response-Suppress", b"Feedback-ID",
    b"X-PM-Metadata-Afterword", b"To", b"Subject", b"Date", b"Message-ID", b"List-Unsubscribe",
    b"List-Id", b"List-Unsubscribe-Post", b"Content-Type", b"Content-Transfer-Encoding",
}  # fmt: skip


LOOKERS: list[tuple[str, dict[str, str]]] = [
    ("GET", {}),
    ("HEAD", {}),
    ("OPTIONS", {}),
    ("GET", {"Sec-Purpose": "prefetch;prerender"}),
    ("GET", {"Purpose": "prefetch"}),
    ("GET", {"X-Moz": "prefetch"}),
    ("GET", {"User-Agent": CHROME}),  # as Safe Links does
]


@pytest.mark.parametrize("minutes", [0, 30])
async def test_f1_who_opens_every_link_within_a_second_answers_nothing(
    house: House, minutes: int
) -> None:
    """The pages are those that everybody gets, and whoever follows the hidden link is known."""
    await house.publish()
    path = await house.invited(1)
    await house.quiet()
    house.clock.forward(minutes=minutes)
    for method, headers in LOOKERS:
        for score in range(11):
            answer = await house.web.request(method, f"{path}/{score}", headers=headers)
            assert answer.status_code == (405 if method == "OPTIONS" else 200)
            assert "set-cookie" not in answer.headers
    hidden = await house.web.get(f"{path}/x")
    assert (hidden.status_code, "How was it?" in hidden.text) == (200, True)
    house.clock.forward(hours=1)

    async def settled() -> bool | None:
        return await house.count("SELECT COUNT(settle_at) FROM click") == 0 or None

    await house.until(settled)
    assert await house.responses() == []
    assert (await house.scores())["total"]["n"] == 0
    found = await rows(house.engine.database, "SELECT action, grade, reasons FROM click")
    assert {int(one["grade"]) for one in found} == {0}
    assert ["hidden_link" in one["reasons"] for one in found if one["action"] == "trap"] == [True]


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
