from random import Random
from typing import Any

import httpx
import pytest
from playwright.async_api import BrowserContext, Page, expect

from service.demo.customers import customers
from tests.browser import dashboard
from tests.browser.conftest import Person
from tests.browser.demo import Demo, address

WORST = 0  # it moves the score the most
PHONE = {"width": 360, "height": 740}


async def test_a_score_that_is_clicked_and_sent_is_on_the_dashboard(
    demo: Demo, person: Person
) -> None:
    context = await person()
    board, before = await _before(context, demo)
    page = await _click(context, demo, "sent")
    await expect(page.get_by_role("status")).to_have_text("You chose 0. Press Send to confirm.")
    await page.get_by_label("What is the main reason").fill("It was cold.")
    await page.get_by_role("button", name="Send").click()
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    await expect(board.locator("#live").get_by_text("It was cold.")).to_be_visible()
    await _one_more(board, demo, before)
    await expect(board.locator("#comments").get_by_text("It was cold.")).to_be_visible()


async def test_a_score_that_is_only_clicked_and_looked_at_counts_as_well(
    demo: Demo, person: Person
) -> None:
    context = await person()
    board, before = await _before(context, demo)
    page = await _click(context, demo, "looked-at")
    await page.mouse.move(50, 50)  # so soon after the mail, a gateway looks like this too
    await expect(page.get_by_role("status")).to_contain_text("your answer 0 is recorded")
    await _one_more(board, demo, before)


async def test_nobody_of_the_sample_history_is_written_to_today(demo: Demo) -> None:
    """A message that had to wait in the past would go out now."""
    async with httpx.AsyncClient(base_url=demo.url) as client:
        answer = await client.get("/inbox", headers={"Accept": "application/json"})
    told = {message["to"] for message in answer.json()}
    sample = customers(Random(0))  # the same people, whatever is left to chance
    assert told & {one.email for one in sample} == set()
    assert [to for to in told if to.startswith("+62812555")] == []


async def test_the_whole_job_needs_no_script(demo: Demo, person: Person) -> None:
    context = await person(java_script_enabled=False)
    board, before = await _before(context, demo)
    page = await _click(context, demo, "no-script")
    await expect(page.get_by_role("radio", checked=True)).to_have_value("0")
    await page.get_by_role("button", name="Send").first.click()
    await expect(page.get_by_role("heading", name="Thank you!")).to_be_visible()
    await _one_more(board, demo, before)
    await expect(board.locator("#trend table")).to_have_count(1)  # in place of the chart


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"viewport": PHONE}])
async def test_the_dashboard_draws_its_charts(
    options: dict[str, Any], demo: Demo, person: Person
) -> None:
    page = await dashboard.sign_in(await person(**options), demo)
    await dashboard.drawn(page)


async def _before(context: BrowserContext, demo: Demo) -> tuple[Page, dashboard.Reading]:
    board = await dashboard.sign_in(context, demo)
    return board, await dashboard.read(board)


async def _click(context: BrowserContext, demo: Demo, who: str) -> Page:
    """Buy something, find the mail in the inbox and click the worst score in it."""
    await demo.bought(who)
    inbox = await context.new_page()
    await inbox.goto(f"{demo.url}/inbox")
    mail = inbox.locator("article", has_text=address(who)).frame_locator("iframe")
    async with context.expect_page() as opening:
        await mail.locator(f"a[href$='/{WORST}']").click()
    page = await opening.value
    await expect(page.get_by_role("heading", level=1)).to_contain_text("How likely are you")
    return page


async def _one_more(board: Page, demo: Demo, before: dashboard.Reading) -> None:
    """The dashboard shows one answer more, another score, and what the API says."""
    for _ in range(40):
        now = await dashboard.read(board)
        if now.answers != before.answers:
            break
        await board.wait_for_timeout(500)
    total = await demo.total()
    assert now.answers == before.answers + 1 == total["n"]
    assert now.score < before.score
    assert now.score == round(total["score"], 1)
