import json
import re
from typing import Any

import httpx
import pytest

from service.languages import direction
from service.numerals import plain
from service.words import languages, words_in
from tests.service.house import House
from tests.service.markup import Markup
from tests.service.routes.visitors import look, owner

TEXTS = {"en": {"question": "How was it?"}, "id": {"question": "Bagaimana?"}}
XSS = "</script><script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


async def answers(house: House, *scores: int, **properties: Any) -> None:
    """Customers buy something and answer."""
    for score in scores:
        number = await house.count("SELECT COUNT(*) FROM event")
        path = await house.invited(number, properties=properties)
        await house.answer(path, score, comment=f"Comment on {score}.")
    house.clock.forward(minutes=1)


def exact(page: Markup) -> list[float]:
    """Every figure on the page, with all its digits."""
    return [float(one["value"]) for one in page.all("data")]


def api_links(page: Markup) -> list[str]:
    return [one["href"] for one in page.all("a") if "/v1/scores?" in one.get("href", "")]


def specs(html: str) -> dict[str, Any]:
    found = re.findall(
        r'<script type="application/json" id="(\w+)-spec">(.+?)</script>', html, re.DOTALL
    )
    return {name: json.loads(text) for name, text in found}


async def test_its_figures_are_those_of_the_api_to_the_last_digit(house: House) -> None:
    await house.publish()
    await answers(house, 10, 9, 9, store="Jakarta")
    await answers(house, 8, 3, 10, 7, store="Bandung")
    async with owner(house) as browser:
        page = await look(browser, survey="nps", group_by="store")
        shown = exact(page)
        links = api_links(page)
        report, grouped = [(await house.api.get(link)).json() for link in links]

    total = report["total"]
    assert total["n"] == 7
    assert total["score"] == 42.8571
    figures = [total[name] for name in ("score", "low", "high", "n")]
    nobody_before = [0]
    assert shown[:8] == [total["score"], *figures, *nobody_before, total["low"], total["high"]]
    assert shown[8] == total["response_rate"]
    assert shown[9:11] == [total["sent"], total["delivered"]]
    assert grouped["total"]["score"] == total["score"]
    for group in grouped["series"]:
        assert {group["score"], group["low"], group["high"], group["n"]} <= set(shown)
    assert page.all("section", id="segments")


async def test_its_charts_draw_the_figures_of_the_api(house: House) -> None:
    await house.publish(kind="csat")
    await answers(house, 5, 4, 2)
    async with owner(house) as browser:
        html = (await browser.get("/", params={"interval": "day"})).text
        report = (await house.api.get(api_links(Markup(html))[0])).json()

    trend, distribution = (
        specs(html)[name]["data"]["values"] for name in ("trend", "distribution")
    )
    names = ("score", "low", "high", "n")
    assert [[row[n] for n in names] for row in trend] == [
        [one[n] for n in names] for one in report["series"]
    ]
    assert [row["n"] for row in reversed(distribution)] == list(report["total"]["counts"].values())


async def test_it_follows_an_answer_and_a_change_of_mind(house: House) -> None:
    await house.publish()
    path = await house.invited(1)
    async with owner(house) as browser:
        assert "No answers in this time." in (await look(browser)).text
        await house.answer(path, 9, comment="Lovely.")
        first = await look(browser)
        await house.answer(path, 3, comment="Not any more.")
        second = await look(browser)

    assert (exact(first)[0], exact(second)[0]) == (100, -100)
    assert "Lovely." in first.text
    assert "Lovely." not in second.text
    assert "Not any more." in second.text


async def test_it_compares_with_the_period_before(house: House) -> None:
    await house.publish()
    await answers(house, 9, 9, 3)
    house.clock.forward(days=7)
    await answers(house, 3, 3)
    async with owner(house) as browser:
        page = await look(browser, period="7")

    assert "-133.3 against 33.3 in the period before" in page.text
    assert exact(page)[0] == -100


async def test_every_view_has_an_address(house: House) -> None:
    await house.publish("one")
    await house.publish("two", name="After a return")
    async with owner(house) as browser:
        page = await look(browser, survey="two", period="90", where="store:Jakarta", tz="UTC")
        links = [one["href"] for one in page.all("a") if one["href"].startswith("/?")]
        for link in links:
            assert (await browser.get(link)).status_code == 200

    assert "/?survey=two&period=365&where=store%3AJakarta&tz=UTC" in links
    assert "/?survey=one&period=90&tz=UTC" in links  # another survey has other segments
    assert "/?survey=two&period=90&tz=UTC" in links  # without the filter
    assert "After a return" in page.text


async def test_it_keeps_to_the_filter_everywhere(house: House) -> None:
    await house.publish()
    await answers(house, 10, 10, store="Jakarta")
    await answers(house, 1, store="Bandung")
    async with owner(house) as browser:
        page = await look(browser, where="store:Bandung")

    assert exact(page)[0] == -100
    assert "Comment on 1." in page.text
    assert "Comment on 10." not in page.text
    assert exact(page)[9:11] == [1, 1]  # sent, delivered


async def test_it_shows_a_span_of_ones_own(house: House) -> None:
    await house.publish()
    await answers(house, 9)
    async with owner(house) as browser:
        page = await look(browser, from_="2026-11-02", to="2026-11-03", tz="Asia/Jakarta")
        before = await look(browser, from_="2026-10-01", to="2026-11-01")

    assert "Nov 2, 2026 · Asia/Jakarta" in page.text
    assert exact(page)[0] == 100
    assert page.all("input", name="from", value="2026-11-02")
    assert page.all("input", name="to", value="2026-11-03")
    assert "No answers in this time." in before.text


async def test_it_gives_yesterdays_number_back(house: House) -> None:
    await house.publish()
    await answers(house, 9)
    yesterday = house.clock().isoformat()
    house.clock.forward(days=1)
    await answers(house, 1)
    async with owner(house) as browser:
        page = await look(browser, as_of=yesterday)

    assert exact(page)[0] == 100
    assert "as it was known on Nov 2, 2026" in page.text
    assert "Comment on 1." not in page.text


MISTAKES = [
    {"survey": "nothing"},
    {"interval": "minute"},
    {"interval": "hour", "from": "2020-01-01"},
    {"from": "2026-11-02", "to": "2026-11-01"},
    {"from": "3026-11-02"},
    {"from": "yesterday", "to": "\ud800".encode("utf-8", "surrogatepass").decode("latin-1")},
    {"tz": "Mars/Olympus"},
    {"tz": "../../etc/passwd"},
    {"period": "0"},
    {"period": "99999999999999999999"},
    {"period": "-7"},
    {"period": "７"},  # noqa: RUF001
    {"group_by": "nothing"},
    {"where": "store"},
    {"where": "nothing:x"},
    {"as_of": "x"},
    {"utm_source": "newsletter"},
    {"x" * 500: "y" * 5000},
    {"survey": "a", "interval": "b", "tz": "c", "group_by": "d", "where": "e", "as_of": "f"},
]


async def test_it_tells_mistakes_in_the_address_and_shows_the_nearest_view(house: House) -> None:
    await house.publish()
    async with owner(house) as browser:
        for query in MISTAKES:
            answer = await browser.get("/", params=query)
            assert answer.status_code == 200, query
            assert "Some of this address could not be understood" in answer.text, query
        assert not (await look(browser)).all("div", **{"class": "warning"})


async def test_it_survives_what_no_query_should_hold(house: House) -> None:
    await house.publish()
    garbage = ["%00", "%ff%fe", "where=store:%00", "where=store:%ED%A0%80", "survey=%00nps", "&&=&"]
    async with owner(house) as browser:
        for query in garbage:
            assert (await browser.get(f"/?{query}")).status_code == 200, query


async def test_it_escapes_whatever_it_is_told(house: House) -> None:
    await house.publish(name=XSS)
    path = await house.invited(1, properties={"store": XSS, "team": "A"})
    await house.answer(path, 3, comment=XSS)
    async with owner(house) as browser:
        for query in ({"where": f"store:{XSS}"}, {"survey": XSS}, {XSS: XSS}, {"tz": XSS}):
            html = (await browser.get("/", params=query)).text
            page = Markup(html)
            assert set(page.tags).isdisjoint({"img"})
            assert {one.get("type") for one in page.all("script")} <= {
                "module",
                "application/json",
            }
            for _, attributes in page.elements:
                assert not {n for n in attributes if n == "style" or n.startswith("on")}
            assert page.text.count("<script>alert(1)</script>") >= 1
            specs(html)


async def test_it_never_says_who_answered(house: House) -> None:
    await house.publish()
    customer = {"id": "c-77", "email": "customer-1@example.com", "name": "Siti Rahma"}
    await house.answer(await house.invited(1, customer=customer), 9, comment="Hello.")
    async with owner(house) as browser:
        html = (await browser.get("/")).text

    assert "Hello." in html
    assert not any(said in html for said in ("Siti", "Rahma", "c-77", "customer-1"))


async def test_it_shows_the_survey_with_the_most_answers_to_who_names_none(house: House) -> None:
    await house.publish("a-new-one", name="Nobody hears it", trigger={"on": "no.such"})
    await house.publish(name="Everybody answers it")
    await answers(house, 9)
    house.bell()

    async def seen() -> bool | None:
        return (await browser.get("/")).text.count("<h1>Everybody answers it</h1>") == 1 or None

    async with owner(house) as browser:
        assert await house.until(seen)


async def test_it_tells_how_to_begin_while_there_is_no_survey(house: House) -> None:
    async with owner(house) as browser:
        page = await look(browser, survey="nps", x="y")

    assert "afterword surveys apply" in page.text


@pytest.mark.parametrize("language", languages())
async def test_it_speaks_every_language_of_the_interface(house: House, language: str) -> None:
    await house.publish(texts=TEXTS)
    await answers(house, 9, 9, 3)
    async with owner(house) as browser:
        browser.headers["Accept-Language"] = language
        page = await look(browser)

    assert page.elements[0] == ("html", {"lang": language, "dir": direction(language)})
    words = words_in(language)
    said = [words("Response rate"), words("Latest comments"), plain(language, 33.3)]
    assert all(one in page.text for one in said)
    assert len({words_in(one)("Latest comments") for one in languages()}) == len(languages())


async def test_it_gives_each_chart_a_name_and_a_table(house: House) -> None:
    await house.publish()
    await answers(house, 9, 3)
    async with owner(house) as browser:
        page = await look(browser, interval="day")

    charts = page.all("div", role="img")
    assert len(charts) == 4
    assert all(chart["aria-label"] for chart in charts)
    assert len(page.all("table")) == 6  # of the charts, of the score, and the segments
    assert {one["id"] for one in page.all("h2")} == {
        one["aria-labelledby"] for one in page.all("section")
    }
    labelled = {one["for"] for one in page.all("label")}
    fields = page.all("input") + page.all("select")
    assert {one["id"] for one in fields if one.get("type") != "hidden"} == labelled


async def test_it_is_not_for_keys(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url, verify=False) as program:
        program.headers["Authorization"] = f"Bearer {house.key}"
        assert (await program.get("/")).status_code == 303
        assert (await program.head("/")).status_code == 303
        assert (await program.post("/")).status_code == 405
