"""/embed.js and /embed/{survey}/{place}: the question within the page of a web site."""

from datetime import timedelta
from typing import Any

import httpx
import jwt
import pytest

from service.sources import generic
from tests.service.house import House

SITE = "https://shop.example"
PATH = "/embed/nps/help"
LIMIT = 6000  # bytes of the script
DOORS = {"places": ["help"], "origins": [SITE, "https://help.example:8443"]}


async def look(house: House, origin: str = SITE, path: str = PATH) -> httpx.Response:
    return await house.web.get(path, headers={"Origin": origin})


async def say(house: House, score: int, origin: str = SITE, **fields: Any) -> httpx.Response:
    """What the script sends."""
    nonce = fields.pop("nonce", None) or (await look(house)).json()["nonce"]
    form = {"nonce": nonce, "score": score, "comment": "", **fields}
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    return await house.web.post(PATH, data=form, headers=headers)


def token(secret: str, house: House, **claims: Any) -> str:
    """As a shop's backend writes it."""
    expires = int((house.clock() + timedelta(hours=1)).timestamp())
    said = {"iss": "main", "sub": "customer-1", "exp": expires, **claims}
    kept = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(kept, secret, "HS256")


async def test_the_script_is_small_and_a_browser_that_has_it_is_told_so(house: House) -> None:
    found = await house.web.get("/embed.js")
    assert found.headers["content-type"].startswith("text/javascript")
    assert len(found.content) < LIMIT
    for word in ("eval(", "innerHTML", "Function(", ".style.", "cookie"):
        assert word not in found.text
    tag = found.headers["etag"]
    again = await house.web.get("/embed.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert (await house.web.get("/embed.js", headers={"If-None-Match": '"x"'})).status_code == 200


async def test_a_page_of_an_allowed_site_may_ask_and_answer(house: House) -> None:
    await house.publish(doors=DOORS)
    shown = await look(house)
    assert shown.headers["access-control-allow-origin"] == SITE
    assert shown.headers["vary"] == "Origin"
    assert "access-control-allow-credentials" not in shown.headers
    said = shown.json()
    assert (said["question"], len(said["options"])) == ("How was it?", 11)
    assert await house.responses() == []
    first = await say(house, 9, nonce=said["nonce"])
    assert first.json()["recorded"] is True
    await say(house, 9, nonce=first.json()["nonce"], comment="Clear.")
    [response] = await house.responses()
    assert (response["score"], response["comment"]) == (9, "Clear.")
    assert (response["channel"], response["segments"]) == ("embed", {"place": "help"})
    assert response["contact"]["id"] is None


@pytest.mark.parametrize("origin", ["", "null", "https://evil.example", f"{SITE}.evil", f"{SITE}/"])
async def test_no_other_site_may(house: House, origin: str) -> None:
    await house.publish(doors=DOORS)
    for answer in (await look(house, origin), await say(house, 9, origin)):
        assert answer.status_code == 403
        assert "access-control-allow-origin" not in answer.headers
    assert await house.responses() == []


async def test_what_cannot_be_taken_is_told_and_not_recorded(house: House) -> None:
    await house.publish(doors=DOORS)
    old = (await look(house)).json()["nonce"]
    house.clock.forward(hours=3)
    for answer in (
        await say(house, 9, nonce=old),
        await say(house, 9, nonce="x"),
        await say(house, 11),
    ):
        assert (answer.status_code, answer.json()["recorded"]) == (422, False)
        assert answer.headers["access-control-allow-origin"] == SITE
    assert (await look(house, path="/embed/nps/elsewhere")).status_code == 404
    assert (await look(house, path="/embed/nobody/help")).status_code == 404
    assert await house.responses() == []


async def test_a_customer_is_who_the_shops_backend_says(house: House) -> None:
    await house.publish(doors=DOORS)
    secret = generic.new_secret()
    await house.endpoint("main", secret)
    answer = await say(house, 9, customer=token(secret, house, email="Siti@Example.com"))
    assert answer.json()["identified"] is True
    [response] = await house.responses()
    assert response["contact"] == {"id": "customer-1", "email": "siti@example.com", "name": None}
    sources = "SELECT COUNT(*) FROM identity WHERE source = 'generic:main'"
    assert await house.count(sources) == 1


async def test_who_says_a_name_within_a_visit_is_known_from_then_on(house: House) -> None:
    await house.publish(doors=DOORS, follow_up={"when": "score <= 6"})
    secret = generic.new_secret()
    await house.endpoint("main", secret)
    first = await say(house, 3)
    assert (first.json()["identified"], (await house.responses())[0]["contact"]["id"]) == (
        False,
        None,
    )
    nonce = first.json()["nonce"]
    second = await say(house, 3, nonce=nonce, customer=token(secret, house))
    assert second.json()["identified"] is True
    [response] = await house.responses()
    assert response["contact"]["id"] == "customer-1"
    [case] = (await house.api.get("/v1/cases")).json()["data"]
    assert case["response"] == response["id"]
    await say(house, 4, nonce=nonce)
    await say(house, 4, nonce=nonce, customer=token(secret, house, sub="customer-2"))
    [response] = await house.responses()
    assert (response["score"], response["contact"]["id"]) == (4, "customer-1")


async def test_a_token_that_is_not_genuine_leaves_the_answer_anonymous(house: House) -> None:
    await house.publish(doors=DOORS)
    secret = generic.new_secret()
    await house.endpoint("main", secret)
    past = int((house.clock() - timedelta(seconds=1)).timestamp())
    good = token(secret, house)
    wrong = [
        "x", "é", "a.b.c", good[:-2], good + "A", "x" * 5000,
        token(generic.new_secret(), house),
        token(secret, house, exp=past),
        token(secret, house, exp=None),
        token(secret, house, iss="other"),
        token(secret, house, iss=None),
        token(secret, house, sub=None),
        token(secret, house, sub="x" * 300),
        *(token(secret, house, **{claim: text}) for claim in ("iss", "sub", "name", "locale")
          for text in ("a\x00b", "a\ud800")),
        token(secret, house, timezone="UTC\x00"),
        jwt.encode({"iss": "main", "sub": "1", "exp": past + 9999}, "", "none"),
    ]  # fmt: skip
    for one in wrong:
        answer = await say(house, 5, customer=one)
        assert answer.json() | {"nonce": ""} == {
            "recorded": True,
            "identified": False,
            "nonce": "",
        }, one
    assert await house.count("SELECT COUNT(*) FROM contact") == 0
    assert len(await house.responses()) == len(wrong)
