"""static/answer.js in a real browser, on a real page; the answers of the server are set here."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Page, Route

from service.inline import policy, script
from service.pages import Answering, answer_page
from tests.browser import chromium
from tests.service.samples import asked, survey

LOOK_MS = 1200
SIZES = {"small": {"en": "Small"}, "large": {"en": "Large"}}
QUESTIONS = [
    {"key": "why", "type": "text", "text": {"en": "Why?"}, "scores": {"low": 0, "high": 6}},
    {"key": "what", "type": "text", "text": {"en": "What?"}, "scores": {"low": 9, "high": 10}},
    {"key": "size", "type": "single", "text": {"en": "Size?"}, "options": SIZES},
    {"key": "big", "type": "text", "text": {"en": "Too big?"}, "when": {"size": "large"}},
    {
        "key": "grade",
        "type": "scale",
        "text": {"en": "Grade?"},
        "when": {"size": ["small", "large"]},
        "scores": {"low": 9, "high": 10},
    },
    {"key": "bad", "type": "text", "text": {"en": "Bad?"}, "when": {"grade": [1, 2]}},
]
# A browser that a program drives says so; this one shall be a person's.
PERSON = "Object.defineProperty(Navigator.prototype, 'webdriver', { get: () => false })"
HIDDEN = (
    "Object.defineProperty(document, 'visibilityState', { get: () => window.shown ?? 'hidden' })"
)
SHOW = "shown = 'visible'; document.dispatchEvent(new Event('visibilitychange'))"


@dataclass
class Server:
    """What the page asked for, and what it was told."""

    status: int = 200
    reply: str = '{"counted": true}'
    seen: list[dict[str, Any]] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def answer(self, route: Route) -> None:
        path = route.request.url.partition("http://survey.test")[2].partition("?")[0]
        if path.endswith("/seen"):
            self.seen.append(json.loads(route.request.post_data or ""))
            await route.fulfill(status=self.status, body=self.reply)
        elif path.startswith("/r/"):
            await route.fulfill(
                content_type="text/html",
                headers={"Content-Security-Policy": policy("#7a4a2b")},
                body=_html(),
            )
        else:
            await route.fulfill(status=204)


def _html() -> str:
    answering = Answering(action="/r/abc", nonce="n0nce", state="chosen", score=9)
    return answer_page(asked(survey(questions=QUESTIONS)), answering)


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
async def page(server: Server, chromium_path: str) -> AsyncIterator[Page]:
    async with chromium.opened(chromium_path) as browser:
        page = await browser.new_page()
        page.on("console", lambda message: server.complaints.append(message.text))
        page.on("pageerror", lambda error: server.complaints.append(str(error)))
        await page.route("**/*", server.answer)
        yield page


async def said(page: Page) -> str:
    return await page.locator("#said").inner_text()


async def look(page: Page, milliseconds: int = LOOK_MS + 400) -> None:
    await page.wait_for_timeout(milliseconds)


async def test_it_tells_the_server_once_that_a_page_was_looked_at(
    page: Page, server: Server
) -> None:
    await page.add_init_script(PERSON)
    await page.goto("http://survey.test/r/abc/9")
    assert await said(page) == "You chose 9. Press Send to confirm."

    await page.mouse.move(50, 50)
    await look(page, LOOK_MS + 2000)

    assert len(server.seen) == 1
    assert server.seen[0].pop("visible_ms") >= LOOK_MS
    assert server.seen == [{"nonce": "n0nce", "score": 9, "webdriver": False, "touched": True}]
    assert await said(page) == "Thank you — your answer 9 is recorded. Want to add a word?"
    assert server.complaints == []


async def test_it_owns_up_to_being_driven_by_a_program(page: Page, server: Server) -> None:
    server.reply = '{"counted": false}'
    await page.goto("http://survey.test/r/abc/9")
    await look(page)

    assert [(beacon["webdriver"], beacon["touched"]) for beacon in server.seen] == [(True, False)]
    assert await said(page) == "You chose 9. Press Send to confirm."


async def test_it_says_nothing_before_the_page_is_visible(page: Page, server: Server) -> None:
    await page.add_init_script(HIDDEN)
    await page.goto("http://survey.test/r/abc/9")
    await look(page)
    assert server.seen == []

    await page.evaluate(SHOW)
    await look(page)
    assert len(server.seen) == 1


@pytest.mark.parametrize(("status", "reply"), [(500, "oops"), (404, "{}"), (200, "no JSON")])
async def test_it_leaves_the_form_as_it_is_when_the_server_does_not_count(
    page: Page, server: Server, status: int, reply: str
) -> None:
    server.status, server.reply = status, reply
    await page.goto("http://survey.test/r/abc/9")
    await look(page)

    assert len(server.seen) == 1
    assert await said(page) == "You chose 9. Press Send to confirm."
    assert await page.get_by_role("button", name="Send").is_visible()


async def test_it_leaves_a_change_of_mind_to_the_button(page: Page, server: Server) -> None:
    await page.add_init_script(HIDDEN)  # so that no slow machine makes this a late change
    await page.goto("http://survey.test/r/abc/9")
    await page.get_by_role("radio", name="3 out of 10").check()
    await page.evaluate(SHOW)
    await look(page)

    assert server.seen == []
    assert await said(page) == "You chose 3. Press Send to confirm."


async def test_it_shows_the_questions_for_a_new_choice(page: Page, server: Server) -> None:
    await page.goto("http://survey.test/r/abc/9")
    why, what = (page.get_by_role("textbox", name=name) for name in ("Why?", "What?"))
    assert (await why.is_visible(), await what.is_visible()) == (False, True)

    await page.get_by_role("radio", name="3 out of 10").check()

    assert (await why.is_visible(), await what.is_visible()) == (True, False)
    assert await why.is_enabled()


async def test_it_brings_up_questions_by_earlier_answers(page: Page, server: Server) -> None:
    async def shown() -> list[bool]:
        names = ("Too big?", "Bad?")
        return [await page.get_by_role("textbox", name=one).is_visible() for one in names]

    await page.goto("http://survey.test/r/abc/9")
    assert await shown() == [False, False]
    await page.get_by_label("Large").check()
    assert await shown() == [True, False]
    await page.get_by_role("radio", name="2", exact=True).check()
    assert await shown() == [True, True]
    await page.get_by_label("Small").check()
    assert await shown() == [False, True]
    await page.get_by_role("radio", name="3 out of 10").check()  # no grade is asked for any more
    assert await shown() == [False, False]
    assert server.complaints == []


async def test_it_can_be_answered_with_the_keyboard_alone(page: Page, server: Server) -> None:
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.post_data or ""))
    await page.goto("http://survey.test/r/abc/9")
    await page.keyboard.press("Tab")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(300)

    sent = next(body for body in posted if "score=" in body)
    assert "score=10" in sent
    assert "unused=&" in sent or sent.endswith("unused=")
    assert "q_what=" in sent
    assert "q_why" not in sent


@pytest.mark.parametrize("width", [320, 360, 600])
async def test_it_fits_every_screen_with_buttons_that_a_thumb_can_hit(
    page: Page, server: Server, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 600})
    await page.goto("http://survey.test/r/abc/9")

    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    for option in await page.locator("input[name=score]").all():
        box = await option.bounding_box()
        assert box is not None
        assert box["height"] >= 44
        assert box["width"] >= (44 if width < 480 else 24)


def test_it_is_small() -> None:
    assert len(script()) < 3_000
