"""POST /receipts/email and /receipts/{provider}/{endpoint}: mails that come back, complaints."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from structlog.testing import capture_logs

from service import metrics, references
from service.providers import NoAnswer
from service.providers.parts import amazon
from service.senders import path_of
from surveys import hooks
from tests.cast import column, rows
from tests.service.house import House, answer_path, open_house
from tests.service.providers.signing import (
    CERTIFICATE_URL,
    SIGNERS,
    SUBSCRIBE_URL,
    Signed,
    amazon_certificate,
    fixture,
    signed,
)

REPORTS = Path(__file__).parents[2] / "fixtures" / "reports"
PHONE = "+628125550001"
EMAIL = "ani@example.com"
SUPPRESSED = "SELECT reason FROM suppression"


@pytest.fixture
async def house(database_url: str) -> AsyncIterator[House]:
    """With mail only."""
    async with open_house(database_url) as found:
        yield found


@pytest.fixture
def fetched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What Amazon was asked for."""
    found: list[str] = []

    async def fetch(url: str) -> bytes:
        found.append(url)
        return amazon_certificate()

    monkeypatch.setattr(amazon, "fetch", fetch)
    amazon._known.clear()
    return found


async def ask(house: House, number: int = 1) -> str:
    """Customer 1 buys something and gets a mail: the event's id."""
    event = await house.buy(number, 1)
    await house.mail(1, number)
    await house.quiet()
    return event


async def names(house: House) -> tuple[str, str]:
    """Return path and reference of the newest message."""
    [row] = await rows(
        house.engine.database,
        "SELECT m.id, i.token FROM message AS m JOIN invitation AS i ON i.id = m.invitation_id "
        "ORDER BY m.id DESC LIMIT 1",
    )
    path = references.return_path(row["id"], house.engine.keyring, "bounces.acme.example")
    assert path is not None
    return path, references.reference_of(row["id"], row["token"])


def report(name: str, path: str, reference: str) -> bytes:
    found = (REPORTS / f"{name}.eml").read_text("utf-8")
    return found.replace("RETURN_PATH", path).replace("REFERENCE", reference).encode()


async def hand_over(house: House, mail: bytes) -> str:
    """As postfix does, by curl: the status in the answer."""
    headers = {"Content-Type": "message/rfc822"}
    answer = await house.api.post("/receipts/email", content=mail, headers=headers)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["status"])


async def tell(house: House, provider: str, found: Signed) -> httpx.Response:
    path = path_of(provider, "main")
    return await house.web.post(path, content=found.body, headers=found.headers)


async def endpoint(house: House, provider: str) -> None:
    secret = signed(provider, fixture(provider, "nobody")).secret
    await hooks.add(provider, "main", [secret], house.engine.keyring, house.clock())


async def story(house: House, event: str) -> list[dict[str, Any]]:
    [invitation] = (await house.story(event))["invitations"]
    return list(invitation["messages"])


async def test_a_mail_that_came_back_is_in_the_story_and_its_address_is_closed(
    house: House,
) -> None:
    await house.publish()
    event = await ask(house)
    assert await hand_over(house, report("postfix_nobody", *await names(house))) == "bounced"
    [message] = await story(house, event)
    assert (message["state"], message["code"]) == ("bounced", "5.1.1")
    assert message["error"].startswith("550 5.1.1 <(address)>")
    scores = (await house.scores())["total"]
    assert (scores["sent"], scores["delivered"]) == (1, 0)
    again = (await house.story(await house.buy(2, 1)))["decisions"]
    assert [one["reason"] for one in again] == ["suppressed"]


async def test_the_next_channel_follows(database_url: str) -> None:
    async with open_house(database_url, phones=True) as house:
        await house.publish(channels=["email", "sms"])
        customer = {"id": "c-1", "email": EMAIL, "phone": PHONE}
        event = await house.buy(1, customer=customer)
        await house.mails(1)
        await house.quiet()
        assert await hand_over(house, report("postfix_full", *await names(house))) == "bounced"
        newest = (await house.mails(2))[0]
        assert newest.channel == "sms"
        await house.quiet()
        assert [one["kind"] for one in await story(house, event)] == ["first", "fallback"]
        assert await column(house.engine.database, SUPPRESSED) == []
        await house.answer(answer_path(newest), 9)
        scores = (await house.scores())["total"]
        assert (scores["sent"], scores["delivered"]) == (1, 1)


async def test_whatever_a_mail_server_hands_over_is_answered_200(house: House) -> None:
    await house.publish()
    await ask(house)
    path, reference = await names(house)
    stranger = path.replace("b.", "b.1", 1)
    for mail, status in (
        (report("out_of_office", path, reference), "unreadable"),
        (report("postfix_nobody", stranger, "aw-999999-abcdef"), "ignored"),
        (report("postfix_nobody", stranger, reference.replace("aw-", "aw-9")), "ignored"),
        (b"", "unreadable"),
        (b"\xff\0" * 1000, "unreadable"),
        (report("postfix_delayed", path, reference), "ignored"),
        (report("postfix_nobody", path.upper(), "x"), "bounced"),
        (report("postfix_nobody", path, reference), "ignored"),
    ):
        assert await hand_over(house, mail) == status
    assert await column(house.engine.database, SUPPRESSED) == ["bad_address"]


async def test_a_complaint_closes_everything_by_the_message_id_too(house: House) -> None:
    await house.publish()
    event = await ask(house)
    _, reference = await names(house)
    mail = report("complaint", "redacted@acme.example", reference)
    assert await hand_over(house, mail) == "complained"
    assert [one["state"] for one in await story(house, event)] == ["complained"]
    assert set(await column(house.engine.database, SUPPRESSED)) == {"complaint"}


async def test_only_a_key_for_it_may_hand_over_mails(house: House) -> None:
    await house.publish()
    await ask(house)
    mail = report("postfix_nobody", *await names(house))
    assert (await house.web.post("/receipts/email", content=mail)).status_code == 401
    assert (await house.api.get("/receipts/email")).status_code == 405
    assert await column(house.engine.database, SUPPRESSED) == []


async def test_a_refusal_by_policy_warns_the_operator(house: House) -> None:
    await house.publish()
    await ask(house)
    before = metrics.refused_by_policy.labels("email")._value.get()
    with capture_logs() as logs:
        await hand_over(house, report("postfix_policy", *await names(house)))
    assert metrics.refused_by_policy.labels("email")._value.get() == before + 1
    [warning] = [one for one in logs if one["log_level"] == "warning"]
    assert (warning["event"], warning["code"]) == ("message.refused_by_policy", "5.7.1")
    assert "@" not in str(logs)
    assert await column(house.engine.database, SUPPRESSED) == []


def count(said: str) -> float:
    return float(metrics.receipts.labels(said)._value.get())


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("provider", sorted(SIGNERS))
async def test_every_provider_is_heard_about_a_mail_of_ours(house: House, provider: str) -> None:
    await house.publish()
    event = await ask(house)
    await endpoint(house, provider)
    own = await names(house)
    delivered = await tell(house, provider, signed(provider, fixture(provider, "delivered", *own)))
    assert (delivered.status_code, delivered.json()) == (200, {"status": "delivered"})
    nobody = signed(provider, fixture(provider, "nobody", *own))
    for status in ("bounced", "ignored"):
        answer = await tell(house, provider, nobody)
        assert (answer.status_code, answer.json()) == (200, {"status": status})
    [message] = await story(house, event)
    assert message["state"] == "bounced"
    assert "ani@customer.example" not in str(message)
    complaint = await tell(house, provider, signed(provider, fixture(provider, "complaint", *own)))
    assert complaint.json() == {"status": "complained"}
    assert set(await column(house.engine.database, SUPPRESSED)) == {"bad_address", "complaint"}


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("provider", sorted(SIGNERS))
async def test_who_is_not_the_provider_is_refused(house: House, provider: str) -> None:
    found = signed(provider, fixture(provider, "nobody"))
    assert (await tell(house, provider, found)).status_code == 401  # there is no endpoint
    await endpoint(house, provider)
    path = path_of(provider, "main")
    for body in (b"", b"{}", b"\xff", b"[]"):
        assert (await house.web.post(path, content=body)).status_code == 401
    for wrong in ("/receipts/nobody/main", f"/receipts/{provider}/x", f"/hooks/{provider}/main"):
        answer = await house.web.post(wrong, content=found.body, headers=found.headers)
        assert answer.status_code == 401


async def test_what_a_provider_says_that_cannot_be_read_is_counted_and_answered_200(
    house: House,
) -> None:
    await endpoint(house, "postmark")
    before = count("unreadable")
    found = signed("postmark", {})
    answer = await house.web.post("/receipts/postmark/main", content=b"[", headers=found.headers)
    assert (answer.status_code, answer.json()) == (200, {"status": "unreadable"})
    assert count("unreadable") == before + 1


async def test_amazons_topic_is_confirmed_by_opening_its_link(
    house: House, fetched: list[str]
) -> None:
    await endpoint(house, "ses")
    answer = await tell(house, "ses", signed("ses", SUBSCRIBE_URL))
    assert (answer.status_code, answer.json()) == (200, {"status": "confirmed"})
    assert fetched == [CERTIFICATE_URL, SUBSCRIBE_URL]


async def test_amazon_is_asked_to_try_again_while_its_certificate_cannot_be_had(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fetch(url: str) -> bytes:
        raise NoAnswer("Amazon SNS: ConnectTimeout")

    monkeypatch.setattr(amazon, "fetch", fetch)
    amazon._known.clear()
    await endpoint(house, "ses")
    assert (await tell(house, "ses", signed("ses", fixture("ses", "nobody")))).status_code == 503


async def test_an_endpoint_for_a_provider_is_made_like_any_other(house: House) -> None:
    answer = await house.api.put("/v1/hooks/main", json={"source": "postmark"})
    assert answer.status_code == 201
    assert answer.json()["url"] == f"{house.engine.settings.base_url}/receipts/postmark/main"
    [listed] = (await house.api.get("/v1/hooks")).json()["data"]
    assert listed["url"] == answer.json()["url"]
