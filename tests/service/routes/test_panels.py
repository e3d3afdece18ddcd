"""The figures of panels as files."""

import csv
import io

from tests.service.house import House
from tests.service.routes.test_dashboard import answers
from tests.service.routes.visitors import look, owner


async def test_a_panels_file_has_every_digit_of_the_api(house: House) -> None:
    await house.publish()
    await answers(house, 10, 9, 9, store="=Jakarta")
    await answers(house, 8, 3, 10, 7, store="Bandung")
    async with owner(house) as browser:
        page = await look(browser, interval="day")
        files = [one["href"] for one in page.all("a") if one["href"].startswith("/panels/")]
        tables = {}
        for file in files:
            answer = await browser.get(file)
            assert answer.headers["content-type"].startswith("text/csv"), file
            assert "attachment" in answer.headers["content-disposition"]
            name = file.removeprefix("/panels/").partition(".")[0]
            tables[name] = [*csv.reader(io.StringIO(answer.text, newline=""))]
        total = (await house.scores(interval="none"))["total"]

    assert {"trend", "distribution", "segments", "week", "funnel"} <= set(tables)
    figures = [str(total["score"]), f"{total['low']} to {total['high']}", str(total["n"])]
    assert [cell.lstrip("'") for cell in tables["trend"][-1][1:]] == figures
    assert [row[1] for row in tables["distribution"][1:]] == [
        str(n) for n in reversed(total["counts"].values())
    ]
    assert {row[0] for row in tables["segments"][1:]} == {"'=Jakarta", "Bandung"}


async def test_there_is_no_file_without_figures(house: House) -> None:
    async with owner(house) as browser:
        assert (await browser.get("/panels/trend.csv")).status_code == 404
        await house.publish()
        for name in ("trend", "nothing", "comments", "__init__"):
            assert (await browser.get(f"/panels/{name}.csv")).status_code == 404, name
        for wrong in ({"survey": "nps-typo"}, {"from": "2026-13-01"}, {"where": "stroe:Jakarta"}):
            answer = await browser.get("/panels/trend.csv", params=wrong)
            assert answer.status_code == 422, wrong
