"""F10 and F11: what every answer carries, and where a page may send people on to."""

import re
from asyncio import gather
from collections.abc import Iterator
from importlib import import_module
from itertools import product
from pkgutil import iter_modules

import httpx
import pytest
from starlette.routing import Route

from service import routes
from tests.service.house import House, unsubscribe_path
from tests.service.markup import Markup
from tests.service.test_links import EVIL

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OURS = "https://reviews.example"
YEAR_SECONDS = 31_536_000


def addresses() -> Iterator[str]:
    """One of every route, and some of none."""
    for found in iter_modules(routes.__path__):
        for route in import_module(f"{routes.__name__}.{found.name}").ROUTES:
            assert isinstance(route, Route)
            yield re.sub(r"\{\w+(:\w+)?\}", "x", route.path)
    yield from ("/static/answer.css", "/static/nothing", "/nowhere", "/r", "/r/a/b/c", "//")


def check(answer: httpx.Response) -> None:
    """What F10 asks of every answer."""
    where, headers = (answer.request.method, answer.url, answer.status_code), answer.headers
    age = re.match(r"max-age=(\d+)", headers.get("strict-transport-security", ""))
    assert age, where
    assert int(age[1]) >= YEAR_SECONDS, where
    policy = headers.get_list("content-security-policy")
    assert len(policy) == 1, where
    assert "default-src 'none'" in policy[0], where
    assert "frame-ancestors 'none'" in policy[0], where
    assert "unsafe" not in policy[0], where
    assert headers["x-content-type-options"] == "nosniff", where
    assert headers["referrer-policy"] in ("no-referrer", "same-origin"), where


def check_secret(answer: httpx.Response) -> None:
    """What it asks of pages whose address is a secret."""
    check(answer)
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-robots-tag"].startswith("noindex")
    assert "set-cookie" not in answer.headers
    assert not answer.is_redirect


async def test_f10_every_answer_of_every_route_carries_the_headers(house: House) -> None:
    statuses = set()
    for client, path in product((house.web, house.api), set(addresses())):
        for answer in await gather(*(client.request(method, path) for method in METHODS)):
            check(answer)
            statuses.add(answer.status_code)
    assert statuses >= {200, 303, 401, 404, 405, 422}
    for strange in ({"content": b"\xff" * 10}, {"content": b"{" * 10_000_000}):
        check(await house.api.post("/v1/events", **strange))  # type: ignore[arg-type]


async def test_f10_a_fault_of_ours_carries_them_as_well(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken() -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr(house.engine.catalogue, "live", broken)
    answer = await house.api.get("/v1/surveys")
    assert answer.status_code == 500
    check(answer)


async def test_f10_token_pages_are_kept_nowhere_and_tell_nobody_where_they_are(
    house: House,
) -> None:
    await house.publish(expires="7d", editable="1d")
    path = await house.invited(1)
    leave = unsubscribe_path(await house.mail(1))
    short = f"/s/{path[3:14]}"
    for one in (path, f"{path}/9", f"{path}/x", short, f"{short}/9", "/r/x", "/s/x", leave, "/u/x"):
        check_secret(await house.web.get(one))
        check_secret(await house.web.head(one))
    for one, form in product((path, short, "/r/x"), ({"score": "9"}, {"score": "99"}, {})):
        check_secret(await house.web.post(one, data=form))
    check_secret(await house.web.post(leave))
    for _ in ("too late to change", "too late to answer"):
        house.clock.forward(days=4)
        check_secret(await house.web.get(path))


async def linked(house: House, to: str) -> httpx.Response:
    """PUT of a survey whose thanks link there."""
    thanks = [{"text": "Thank you.", "link": {"to": to, "label": "Tell others"}}]
    body = {
        "kind": "nps",
        "name": "A",
        "trigger": {"on": "purchase.completed"},
        "channels": ["email"],
        "texts": {"en": {"question": "How was it?", "thanks": thanks}},
    }
    return await house.api.put("/v1/surveys/nps", json=body)


async def test_f11_thanks_link_to_allowed_origins_only_and_send_nobody_anywhere(
    house: House,
) -> None:
    settings = house.engine.settings
    allow = settings.model_copy(update={"link_origins": frozenset({OURS})})
    house.engine.settings = allow
    for evil in EVIL:
        answer = await linked(house, evil)
        assert answer.status_code == 422, evil
        assert answer.json()["errors"][0]["field"].startswith("texts.en.thanks[0].link.to")
    assert (await linked(house, f"{OURS}/us")).status_code == 201
    path = await house.invited(1)
    page = await house.answer(path, 9)
    assert [one["href"] for one in Markup(page.text).all("a")] == [f"{OURS}/us"]
    house.engine.settings = settings  # the origin is taken off the list
    for evil in ("", "//evil", "https:evil", f"{OURS}/us"):
        query = {"next": evil, "to": evil, "lang": evil}
        for answer in (
            await house.web.get(path, params=query),
            await house.web.post(path, params=query, data={"score": "9", **query}),
        ):
            assert answer.status_code == 200
            assert "location" not in answer.headers
            assert "refresh" not in answer.headers
            assert Markup(answer.text).all("a") == []
            assert "Thank you." in Markup(answer.text).text
