from playwright.async_api import expect

from tests.browser.conftest import Person
from tests.browser.demo import Demo


async def test_the_button_unsubscribes_and_the_link_alone_does_not(
    demo: Demo, person: Person
) -> None:
    links = (await demo.bought("leaving"))["links"]
    [link] = [one for one in links if "/u/" in one]
    page = await (await person(java_script_enabled=False)).new_page()
    await page.goto(link)
    assert "suppressed" not in await _reasons(demo, "ticket.resolved")
    await page.get_by_role("button", name="Unsubscribe").click()
    await expect(page.get_by_role("heading")).to_have_text("You are unsubscribed")
    assert await _reasons(demo, "return.completed") == ["suppressed"]


async def _reasons(demo: Demo, kind: str) -> list[str]:
    """Why the customer is asked about something else, or is not."""
    story = await demo.story(await demo.happened(f"leaving-{kind}", kind, "leaving"))
    return [decision["reason"] for decision in story["decisions"]]
