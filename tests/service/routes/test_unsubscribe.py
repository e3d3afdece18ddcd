"""/u/{token}: by POST only, at once and for good."""

import asyncio
import re

import httpx
import pytest

from tests.cast import rows
from tests.service.house import House, purchase, unsubscribe_path
from tests.service.markup import Markup
from tests.service.wire import exchange, post

ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
)


async def state_of(house: House, event_id: str) -> list[str]:
    """What became of an event's messages."""
    story = await house.story(event_id)
    return [message["state"] for one in story["invitations"] for message in one["messages"]]


async def reasons(house: House, event_id: str) -> list[str]:
    """Why somebody is not asked."""
    return [one["reason"] for one in (await house.story(event_id))["decisions"]]


async def test_a_mail_client_unsubscribes_with_one_post_in_either_encoding(house: House) -> None:
    await house.publish()
    kinds = {
        1: ("application/x-www-form-urlencoded", ONE_CLICK),
        2: ("multipart/form-data; boundary=b", MULTIPART),
        3: ("multipart/form-data; boundary=b; charset=utf-8", MULTIPART),
    }
    for person, (kind, body) in kinds.items():
        await house.buy(person)
        path = unsubscribe_path(await house.mail(person))
        reply = await exchange(house.url, post(path, body, f"Content-Type: {kind}"))
        assert (reply.status, reply.headers.get("location")) == (200, None)
        event_id = await house.buy(10 + person, person)
        assert await reasons(house, event_id) == ["suppressed"]
    assert len(house.inbox.messages()) == len(kinds)


async def test_the_mail_offers_it_the_way_that_mail_clients_want(house: House) -> None:
    await house.publish()
    await house.buy(1)
    mail = await house.mail(1)
    path = unsubscribe_path(mail)
    assert re.search(rf"{re.escape(house.url)}{path}\b", mail.html)


async def test_looking_never_unsubscribes(house: House) -> None:
    await house.publish()
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    page = await house.web.get(path)
    assert page.status_code == 200
    assert Markup(page.text).all("form", method="post", action=path)
    assert (await house.web.head(path)).status_code == 200
    assert (await house.web.get(f"{path}?List-Unsubscribe=One-Click")).status_code == 200
    for method in ("OPTIONS", "PUT", "DELETE"):
        assert (await house.web.request(method, path)).status_code == 405
    event_id = await house.buy(2, 1)
    assert await reasons(house, event_id) == ["scheduled"]


async def test_the_button_does_it_once_and_for_all_surveys(house: House) -> None:
    await house.publish()
    await house.publish("other", trigger={"on": "ticket.resolved"})
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    for _ in range(2):
        done = await house.web.post(path)
        assert done.status_code == 200
        assert "You are unsubscribed" in Markup(done.text).text
    event_id = await house.buy(2, 1, type="ticket.resolved")
    assert await reasons(house, event_id) == ["suppressed"]
    same_address = {"id": "another-account", "email": "CUSTOMER-1@example.com"}
    assert await reasons(house, await house.buy(3, customer=same_address)) == ["suppressed"]
    assert await reasons(house, await house.buy(4)) == ["scheduled"]


async def test_a_form_whose_hidden_field_is_filled_in_asks_for_the_button_once_more(
    house: House,
) -> None:
    await house.publish()
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    answer = await house.web.post(path, data={"unused": "https://spam.example"})
    assert Markup(answer.text).all("form", method="post", action=path)
    assert Markup(answer.text).all("input", name="unused") == []
    assert await reasons(house, await house.buy(2, 1)) == ["scheduled"]
    await house.web.post(path)
    assert await reasons(house, await house.buy(3, 1)) == ["suppressed"]


async def test_it_wins_over_a_message_that_waits(house: House) -> None:
    await house.publish()
    await house.publish("later", trigger={"on": "ticket.resolved"}, delay="1h")
    event_id = await house.buy(1, type="ticket.resolved")
    assert await state_of(house, event_id) == ["queued"]
    await house.buy(2, 1)
    path = unsubscribe_path(await house.mail(1))
    assert (await house.web.post(path)).status_code == 200
    house.clock.forward(hours=2)

    async def ended() -> bool | None:
        return await state_of(house, event_id) == ["suppressed"] or None

    await house.until(ended)
    story = await house.story(event_id)
    assert "unsubscribed" in story["invitations"][0]["messages"][0]["error"]
    assert len(house.inbox.messages()) == 1


async def test_no_message_is_claimed_after_it(house: House) -> None:
    """Twenty people unsubscribe while their next message falls due."""
    await house.publish()
    await house.publish("later", trigger={"on": "ticket.resolved"}, delay="1h")
    people = range(1, 21)
    await house.post([purchase(n) for n in people])
    await house.mails(len(people))
    paths = [unsubscribe_path(await house.mail(n)) for n in people]
    answer = await house.post([purchase(100 + n, n, type="ticket.resolved") for n in people])
    for one in answer.json():
        await house.story(one["event"])
    house.clock.forward(hours=1)

    async def leave(path: str) -> httpx.Response:
        house.bell()
        return await house.web.post(path)

    left = await asyncio.gather(*(leave(path) for path in paths))
    assert {one.status_code for one in left} == {200}

    async def over() -> bool | None:
        states = await rows(
            house.engine.database, "SELECT COUNT(*) AS n FROM message WHERE ended_at IS NULL"
        )
        return int(states[0]["n"]) == 0 or None

    await house.until(over)
    database = house.engine.database
    sent = "SELECT COUNT(*) FROM message WHERE kind = 'first' AND state = $1"
    assert await house.count(sent, "sent") == len(house.inbox.messages())
    suppressed = await house.count(sent, "suppressed")
    assert suppressed + len(house.inbox.messages()) == 2 * len(people)
    closed = await rows(database, "SELECT id FROM suppression")
    assert len(closed) == 2 * len(people)  # the person and the address


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_forged_links_do_nothing(house: House) -> None:
    await house.publish()
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    answer_token = next(
        link.split("/r/")[1][:22] for link in (await house.mail(1)).links if "/r/" in link
    )
    last = "0" if path[-1] != "0" else "1"
    forged = [
        "/u/x",
        "/u/1",
        path[:-1],
        path + "0",
        path[:-1] + last,
        "/u/f" + path[3:],
        f"/u/{answer_token}",
        "/u/" + "f" * 40,
        "/u/" + path[3:].upper(),
    ]
    for one in forged:
        if one == path:
            continue
        assert (await house.web.get(one)).status_code == 404, one
        assert (await house.web.post(one)).status_code == 404, one
    assert (await house.web.get(f"/r/{path[3:]}")).status_code == 404
    assert await reasons(house, await house.buy(2, 1)) == ["scheduled"]


async def test_it_speaks_the_language_of_the_contact_or_else_of_the_browser(house: House) -> None:
    await house.publish()
    german = {"Accept-Language": "de"}
    for person, (locale, wanted) in enumerate({"id": "id", "nl": "de", "": "de"}.items(), start=1):
        known = {
            "id": f"customer-{person}",
            "email": f"customer-{person}@example.com",
            "locale": locale or None,
        }
        await house.invited(person, customer=known)
        path = unsubscribe_path(await house.mail(person))
        for page in (
            await house.web.get(path, headers=german),
            await house.web.post(path, headers=german),
        ):
            assert Markup(page.text).elements[0] == ("html", {"lang": wanted, "dir": "ltr"})


async def test_whoever_reads_another_language_chooses_it_and_keeps_it(house: House) -> None:
    await house.publish()
    await house.buy(1)
    path = unsubscribe_path(await house.mail(1))
    page = Markup((await house.web.get(path)).text)
    [address] = [one["href"] for one in page.all("a", lang="fr")]
    french = Markup((await house.web.get(path + address)).text)
    [form] = french.all("form")
    done = Markup((await house.web.post(form["action"])).text)
    assert {french.elements[0][1]["lang"], done.elements[0][1]["lang"]} == {"fr"}
    assert "You are unsubscribed" not in done.text
    assert await reasons(house, await house.buy(2, 1)) == ["suppressed"]
