"""The lists of the API as pages."""

import csv
import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx
import pytest

from service.lists import listings
from tests.service.house import House
from tests.service.markup import Markup
from tests.service.routes.visitors import look, owner, stranger

XSS = "</td><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@asynccontextmanager
async def shop(house: House) -> AsyncIterator[httpx.AsyncClient]:
    """Its owner's browser: in two stores five customers were asked, and four have answered."""
    await house.publish(follow_up={"when": "score <= 2"})
    for number, score in enumerate((10, 9, 2, 10, None)):
        properties = {"store": "Bandung" if number == 2 else "Jakarta", "team": "A"}
        path = await house.invited(number, properties=properties)
        if score is not None:
            await house.answer(path, score, comment=f"Cold {score}." if score < 10 else "")
        house.clock.forward(minutes=1)
    async with owner(house) as browser:
        yield browser


async def page_of(browser: httpx.AsyncClient, address: str) -> Markup:
    answer = await browser.get(address)
    assert answer.status_code == 200, answer.text
    return Markup(answer.text)


def rows_of(page: Markup) -> int:
    return max(page.tags.count("tr") - 1, 0)


def links(page: Markup, begin: str) -> list[str]:
    return [one["href"] for one in page.all("a") if one.get("href", "").startswith(begin)]


async def test_each_list_is_a_page_and_a_file_with_what_the_api_has(house: House) -> None:
    async with shop(house) as browser:
        for name in listings():
            entries = (await house.api.get(f"/v1/{name}")).json()["data"]
            page = await page_of(browser, f"/lists/{name}")
            assert rows_of(page) == len(entries), name
            assert page.all("a", href=f"/lists/{name}")[0]["aria-current"] == "page"
            for ending, kind in (("csv", "text/csv"), ("jsonl", "application/x-ndjson")):
                file = await browser.get(f"/lists/{name}.{ending}")
                said = await house.api.get(f"/v1/{name}", headers={"Accept": kind})
                assert file.content == said.content, name
                assert file.headers["content-disposition"].endswith(f'"{name}.{ending}"')


async def test_it_goes_on_to_older_ones_and_back(house: House) -> None:
    async with shop(house) as browser:
        newest = await page_of(browser, "/lists/responses?limit=3&survey=nps")
        [older] = newest.all("a", rel="next")
        last = await page_of(browser, older["href"])

    assert (rows_of(newest), rows_of(last)) == (3, 1)
    assert not last.all("a", rel="next")
    assert "/lists/responses?limit=3&survey=nps" in links(last, "/lists/responses?")
    assert all("cursor" not in one for one in links(last, "/lists/responses."))


async def test_a_search_through_a_long_list_goes_on_on_the_next_page(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with shop(house) as browser:
        monkeypatch.setattr("surveys.walking.STRIDE", 1)
        monkeypatch.setattr("surveys.walking.STRIDES", 2)
        first = await page_of(browser, "/lists/responses?max_score=9&where=store:Jakarta")
        [further] = first.all("a", rel="next")
        second = await page_of(browser, further["href"])
        said = await house.api.get("/v1/responses?max_score=9&where=store:Jakarta")
        lines = await browser.get("/lists/responses.jsonl?max_score=9&where=store:Jakarta")

    assert (rows_of(first), rows_of(second)) == (0, 1)
    assert "Nothing so far." in first.text
    assert "Go on searching" in first.text
    assert "Go on searching" not in second.text
    assert said.json()["data"] == []
    assert said.json()["next"] in unquote(further["href"])
    assert len(lines.text.splitlines()) == 1


async def test_it_filters_as_the_api_does_and_keeps_what_was_asked(house: House) -> None:
    async with shop(house) as browser:
        page = await page_of(browser, "/lists/responses?search=cold&max_score=5&tz=Asia/Jakarta")
        other = await page_of(browser, links(page, "/lists/decisions?")[0])

    assert rows_of(page) == 1
    assert "Cold 2." in page.text
    assert "Nov 2, 2026, 5:0" in page.text  # ten o'clock in UTC
    assert page.all("input", name="search", value="cold")
    assert other.all("input", name="tz", value="Asia/Jakarta")


async def test_it_tells_mistakes_and_shows_the_nearest_list(house: House) -> None:
    async with shop(house) as browser:
        for query in ("max_score=eleven", "survey=none", "search=!", "cursor=x", "colour=red"):
            page = await page_of(browser, f"/lists/responses?{query}&comment=1")
            assert page.all("div", role="alert"), query
            assert rows_of(page) == 2
        assert (await browser.get("/lists/responses.csv?max_score=eleven")).status_code == 422
        assert (await browser.get("/lists/none")).status_code == 404
        assert (await browser.get("/lists/responses.doc")).status_code == 404


async def test_it_shows_nothing_of_what_is_too_much_until_somebody_asks_for_less(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = {"id": "t-1", "type": "ticket.created", "properties": {"ticket_id": 1}}
    await house.post(event)
    monkeypatch.setattr("surveys.operations.MOST_EVENTS", 1)
    monkeypatch.setattr("surveys.operations.PAGE", 1)
    async with owner(house) as browser:
        page = await page_of(browser, "/lists/tickets")
        assert page.all("div", role="alert")
        assert rows_of(page) == 0
        later = await page_of(browser, "/lists/tickets?from=2026-11-05")
        assert not later.all("div", role="alert")


async def test_it_speaks_the_readers_language(house: House) -> None:
    async with shop(house) as browser:
        browser.headers["Accept-Language"] = "id"
        page = await page_of(browser, "/lists/responses?comment=1")
        tickets = await page_of(browser, "/lists/alerts")

    assert "Kontak: Nomor" in page.text
    assert page.all("th", title="contact.id")
    assert "Komentar: 1" in page.text
    assert "Peringatan" in tickets.text


async def test_strangers_sign_in_first_and_come_back(house: House) -> None:
    async with stranger(house) as browser:
        for address in ("/lists/responses?limit=1", "/lists/responses.csv", "/panels/trend.csv"):
            answer = await browser.get(address)
            assert answer.status_code == 303
            back = dict(parse_qsl(urlsplit(answer.headers["location"]).query))
            assert back == {"next": address}


async def test_it_escapes_whatever_people_and_backends_say(house: House) -> None:
    await house.publish()
    customer = {"id": XSS, "email": "customer-1@example.com", "name": XSS}
    path = await house.invited(1, customer=customer, properties={"store": XSS})
    await house.answer(path, 1, comment=XSS)
    async with owner(house) as browser:
        for name in ("responses", "invitations", "decisions", "contacts", "events"):
            page = await page_of(browser, f"/lists/{name}?tz=UTC")
            assert "<script>alert(1)</script>" in page.text
            assert set(page.tags).isdisjoint({"img", "script"})


async def entries(browser: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    parts = urlsplit(address)
    file = await browser.get(f"{parts.path}.csv?{parts.query}")
    assert file.status_code == 200, file.text
    return [*csv.DictReader(io.StringIO(file.text, newline=""))]


@pytest.mark.parametrize("query", [{}, {"where": "store:Jakarta"}])
async def test_the_words_below_a_panel_lead_to_all_of_its_rows(
    house: House, query: dict[str, str]
) -> None:
    async with shop(house) as browser:
        page = await look(browser, **query)
        behind = page.all("a", **{"aria-describedby": "score-title"})
        rows = await entries(browser, behind[0]["href"])

    assert len(rows) == (3 if query else 4)
