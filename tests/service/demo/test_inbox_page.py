"""/inbox over real HTTP, and in a real browser."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Page
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from service.demo.inbox import Inbox, InboxMessage
from service.demo.inbox_page import as_html, inbox_route, reply_route
from service.demo.server import running
from service.templating import STATIC
from tests.browser import chromium
from tests.service.markup import Markup

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
LINK = "http://fb.acme.test/r/Kd9x3QmZ7p"
MAIL = (
    '<!doctype html><html><head lang="en"><title>t</title></head>'
    f'<body><p style="height:900px;margin:0">How? <a href="{LINK}/9">9</a></p>'
    "<script>top.document.title = 'taken over'</script></body></html>"
)


def mail(html: str = MAIL, subject: str = "How was it?") -> InboxMessage:
    return InboxMessage("email", "ani@example.com", subject, f"9: {LINK}/9\n", html, NOON)


def text(channel: str, body: str, number: int = 1) -> InboxMessage:
    return InboxMessage(channel, f"+6281255500{number:02}", "", body, "", NOON)


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


class Written(list[tuple[str, str]]):
    """What customers wrote back."""

    async def take(self, message: InboxMessage, words: str) -> None:
        self.append((message.to, words))


@pytest.fixture
def written() -> Written:
    return Written()


@pytest.fixture
async def url(inbox: Inbox, written: Written) -> AsyncIterator[str]:
    static = Mount("/static", StaticFiles(directory=STATIC))
    reply = reply_route(inbox, written.take)
    async with running(Starlette(routes=[inbox_route(inbox), reply, static])) as found:
        yield found


@pytest.fixture
async def client(url: str) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=url, headers={"Accept": "text/html"}) as found:
        yield found


async def test_programs_get_json_in_the_promised_shape(client, inbox) -> None:
    inbox.add(mail())
    inbox.add(text("sms", f"How? {LINK}"))
    answer = await client.get("/inbox", headers={"Accept": "application/json"})
    newest, oldest = answer.json()
    assert newest == {
        "channel": "sms",
        "to": "+628125550001",
        "subject": "",
        "text": f"How? {LINK}",
        "html": "",
        "links": [LINK],
    }
    assert list(oldest) == ["channel", "to", "subject", "text", "html", "links"]
    assert oldest["links"] == [f"{LINK}/9"]


async def test_an_empty_inbox_says_how_to_fill_it(client, url: str) -> None:
    page = Markup((await client.get("/inbox")).text)
    assert page.all("details", id="how", open="")
    assert f"curl {url}/v1/events" in page.text
    assert page.all("a", href="/")
    assert page.all("article") == []


@pytest.mark.parametrize("language", ["en", "id"])
async def test_it_speaks_the_browsers_language(client, language: str) -> None:
    page = Markup((await client.get("/inbox", headers={"Accept-Language": language})).text)
    assert page.all("html", lang=language)
    assert ("Kotak masuk demo" in page.text) == (language == "id")


async def test_the_newest_is_on_top_and_says_who_got_it(client, inbox) -> None:
    inbox.add(text("sms", "Old", 1))
    inbox.add(text("whatsapp", "New", 2))
    page = Markup((await client.get("/inbox")).text)
    assert [article["class"] for article in page.all("article")] == ["whatsapp", "sms"]
    assert page.text.index("To +628125550002") < page.text.index("To +628125550001")


async def test_a_mail_is_framed_from_an_address_of_its_own(client, inbox) -> None:
    inbox.add(mail())
    [frame] = Markup((await client.get("/inbox")).text).all("iframe")
    assert "allow-scripts" not in frame["sandbox"]
    answer = await client.get(frame["src"])
    assert answer.text == MAIL.replace('lang="en">', 'lang="en"><base target="_blank">')
    assert answer.headers["content-security-policy"].startswith("sandbox allow-same-origin ")
    assert "script-src" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("key", ["", "0123456789abcdef", "../x", "é"])
async def test_a_mail_that_is_not_there_is_not_found(client, inbox, key: str) -> None:
    inbox.add(mail())
    inbox.add(text("sms", "no mail"))
    assert (await client.get("/inbox", params={"message": key})).status_code == 404


async def test_the_page_allows_nothing_inline(client, inbox) -> None:
    inbox.add(mail())
    answer = await client.get("/inbox")
    page = Markup(answer.text)
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert all("style" not in attributes for _, attributes in page.elements)
    assert "style" not in page.tags
    assert [script["src"].partition("?")[0] for script in page.all("script")] == [
        "/static/inbox.js"
    ]


async def test_whoever_has_the_newest_is_not_sent_it_again(client, inbox) -> None:
    inbox.add(text("sms", "First"))
    version = (await client.get("/inbox")).headers["etag"]
    headers = {"If-None-Match": version}
    assert (await client.get("/inbox", headers=headers)).status_code == 304
    inbox.add(text("sms", "Second"))
    answer = await client.get("/inbox", headers=headers)
    assert answer.status_code == 200
    assert answer.headers["etag"] != version


def test_links_in_a_text_can_be_followed_and_end_where_they_end() -> None:
    shown = as_html(text("sms", f"1: {LINK}/1, 10: {LINK}/10. <b>"))
    assert shown.count("<a ") == 2
    for score in (1, 10):
        assert f'href="{LINK}/{score}" target="_blank" rel="noopener"' in shown
    assert shown.endswith("</a>. &lt;b&gt;")


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("this is *Kopi Kita*.", "this is <b>Kopi Kita</b>."),
        ("*A*\n\n*B*", "<b>A</b>\n\n<b>B</b>"),
        ("2*3*4, * no *, **, *a\nb*", "2*3*4, * no *, **, *a\nb*"),
        ("*<i>*", "<b>&lt;i&gt;</b>"),
    ],
)
def test_whatsapp_shows_bold_as_bold(body: str, shown: str) -> None:
    assert as_html(text("whatsapp", body)) == shown
    assert "<b>" not in as_html(text("sms", body))


@given(st.text(), st.sampled_from(["sms", "whatsapp", "email"]))
def test_no_text_becomes_markup(body: str, channel: str) -> None:
    shown = as_html(text(channel, body)).replace("<b>", "").replace("</b>", "")
    assert "<" not in shown.replace("<a ", "").replace("</a>", "")


async def test_the_customer_can_reply_to_a_text_message(client, inbox, written: Written) -> None:
    inbox.add(mail())
    inbox.add(text("sms", "How?"))
    [form] = Markup((await client.get("/inbox")).text).all("form")
    answer = await client.post(form["action"], data={"text": " 9 <b> "})
    key = form["action"].rpartition("=")[2]
    assert (answer.status_code, answer.headers["location"]) == (303, f"/inbox#m-{key}")
    assert written == [("+628125550001", "9 <b>")]
    assert ">9 &lt;b&gt;</p>" in (await client.get("/inbox")).text
    await client.post(form["action"], data={"text": "  "})
    assert len(written) == 1


async def test_only_a_text_message_that_is_there_takes_a_reply(client, inbox, written) -> None:
    inbox.add(mail())
    [frame] = Markup((await client.get("/inbox")).text).all("iframe")
    for path in (frame["src"], "/inbox?message=x", "/inbox"):
        assert (await client.post(path, data={"text": "9"})).status_code == 404
    elsewhere = {"Sec-Fetch-Site": "cross-site"}
    answer = await client.post(frame["src"], data={"text": "9"}, headers=elsewhere)
    assert (answer.status_code, written) == (403, [])


@pytest.fixture
async def page(chromium_path: str) -> AsyncIterator[Page]:
    async with chromium.opened(chromium_path) as browser:
        yield await browser.new_page(viewport={"width": 360, "height": 740})


async def test_a_frame_is_as_high_as_its_mail_and_runs_nothing(page: Page, inbox, url) -> None:
    inbox.add(mail())
    await page.goto(f"{url}/inbox")
    await page.wait_for_function("document.querySelector('iframe').offsetHeight >= 900")
    assert await page.title() == "Inbox of the demo"
    assert await page.evaluate("document.documentElement.scrollWidth") == 360


async def test_new_messages_come_by_themselves_and_move_nothing(page: Page, inbox, url) -> None:
    for number in range(12):
        inbox.add(text("sms", f"Number {number}", number))
    await page.goto(f"{url}/inbox")
    await page.evaluate("scrollTo(0, 800)")
    reading = page.get_by_text("Number 5", exact=True)
    before = await reading.bounding_box()
    inbox.add(mail(subject="Fresh"))
    await page.get_by_role("heading", name="Fresh").wait_for(timeout=10_000)
    after = await reading.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 2
    assert await page.locator("article").count() == 13
    assert await page.locator("#news").text_content() == "Fresh"


async def test_a_link_of_a_mail_opens_a_new_tab(page: Page, inbox, url) -> None:
    inbox.add(mail(MAIL.replace(LINK, f"{url}/inbox?message=x")))
    await page.goto(f"{url}/inbox")
    async with page.expect_popup() as opened:
        await page.frame_locator("iframe").get_by_role("link", name="9").click()
    assert (await opened.value).url == f"{url}/inbox?message=x/9"


async def test_a_reply_is_sent_by_keyboard_and_shown(page: Page, inbox, url, written) -> None:
    inbox.add(text("whatsapp", "How?"))
    await page.goto(f"{url}/inbox")
    await page.get_by_label("Reply as the customer").fill("9 great")
    await page.keyboard.press("Enter")
    await page.get_by_text("9 great", exact=True).wait_for(timeout=10_000)
    assert written == [("+628125550001", "9 great")]
