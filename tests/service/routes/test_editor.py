"""/surveys and the editor."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
import pytest

from service.logins import let_publish
from service.routes import simulate
from tests.service.house import House
from tests.service.markup import Markup
from tests.service.routes.visitors import EMAIL, owner, stranger

EDIT = "/surveys/nps/edit"
FIELDS = ("csrf", "version", "looked_at")


@dataclass
class Editor:
    """The page as it was last answered, and what its form would send."""

    browser: httpx.AsyncClient
    path: str
    html: str
    status: int = 200

    @property
    def page(self) -> Markup:
        return Markup(self.html)

    @property
    def text(self) -> str:
        """What stands in the text field."""
        found = re.search(r"<textarea[^>]*>\n(.*?)</textarea>", self.html, re.DOTALL)
        assert found
        return unescape(found[1])

    @property
    def flaws(self) -> list[str]:
        found = re.findall(r'data-line="(\d+)".*?<code dir="ltr">(.*?)</code>', self.html)
        return [f"{line} {field}" for line, field in found]

    async def press(self, do: str, text: str | None = None, **fields: str) -> httpx.Response:
        """Send the form with a button; the answer is the page from now on."""
        hidden = {name: self.page.all("input", name=name)[0]["value"] for name in FIELDS}
        form = {**hidden, "text": self.text if text is None else text, "do": do, **fields}
        answer = await self.browser.post(self.path, data=form)
        if answer.headers.get("content-type", "").startswith("text/html"):
            self.html, self.status = answer.text, answer.status_code
        return answer


@asynccontextmanager
async def editor(
    house: House, path: str = EDIT, email: str = EMAIL, may_publish: bool = True
) -> AsyncIterator[Editor]:
    """Somebody in front of it."""
    async with owner(house, email) as browser:
        await let_publish(email, may_publish)
        answer = await browser.get(path)
        assert answer.status_code == 200, answer.text
        yield Editor(browser, path.partition("?")[0], answer.text)


async def live(house: House, key: str = "nps") -> Any:
    return (await house.api.get(f"/v1/surveys/{key}")).json()


async def test_all_surveys_are_listed_with_ways_to_their_score_and_to_a_new_one(
    house: House,
) -> None:
    async with owner(house) as browser:
        empty = Markup((await browser.get("/surveys")).text)
        await house.publish()
        await house.publish("csat", "csat", name="After <b>help</b>")
        await house.publish("csat", "csat", name="After <i>help</i>")
        page = Markup((await browser.get("/surveys")).text)
    assert "Version" not in empty.text
    assert page.all("a", href="/surveys/new?from=nps-after-purchase")
    for key in ("nps", "csat"):
        assert page.all("a", href=f"/surveys/{key}/edit")
        assert page.all("a", href=f"/?survey={key}")
    assert "After <i>help</i>" in page.text
    assert "Version 2, live since Nov 2, 2026" in page.text


async def test_the_live_version_is_there_to_be_changed_and_published_as_the_next(
    house: House,
) -> None:
    await house.publish()
    async with editor(house) as found:
        assert "key: nps\nkind: nps\n" in found.text
        assert "it says the same as version 1" in found.page.text
        assert not found.page.all("button", value="publish")
        changed = found.text.replace("How was it?", "How did it go?")
        await found.press("preview", changed)
        assert found.text == changed
        assert "- question: How was it?" in " ".join(found.page.text.split())
        assert "Publish version 2" in found.page.text
        assert (await live(house))["version"] == 1
        done = await found.press("publish")
        assert (done.status_code, done.headers["location"]) == (303, f"{EDIT}?published=2")
        assert "Version 2 is live now." in (await found.browser.get(f"{EDIT}?published=2")).text
    now = await live(house)
    assert (now["version"], now["texts"]["en"]["question"]) == (2, "How did it go?")


async def test_each_mistake_is_told_with_its_line_and_nothing_is_saved(house: House) -> None:
    await house.publish()
    async with editor(house) as found:
        wrong = found.text.replace("kind: nps", "kind: csat").replace("How was it", "Hi {nmae}")
        wrong = wrong.replace("channels:\n- email", "channels: [email, pigeon]")
        for do in ("preview", "publish", "simulate"):
            await found.press(do, wrong, looked_at="")
            number = wrong.splitlines().index("    question: Hi {nmae}?") + 1
            assert f"{number} texts.en.question" in found.flaws or found.flaws == ["2 kind"]
            assert found.status == (422 if do == "publish" else 200)
            assert found.text == wrong
        await found.press("preview", wrong.replace("kind: csat", "kind: nps"))
        assert [flaw.split()[1] for flaw in found.flaws] == ["channels", "texts.en.question"]
        assert found.page.all("li", **{"class": "flawed"})
        assert found.page.all("textarea", **{"aria-invalid": "true"})
        await found.press("preview", "key: [")
        assert "is not YAML" in found.page.text
        assert not found.page.all("iframe")
    assert (await live(house))["version"] == 1


async def test_mistakes_are_told_in_the_readers_language(house: House) -> None:
    await house.publish()
    async with editor(house) as found:
        found.browser.headers["Accept-Language"] = "de"
        wrong = found.text.replace("How was it?", "Hi {nmae}")
        await found.press("preview", f"{wrong}\neditable: soon\nquestions: 5\n")
        assert "schreiben Sie eine ganze Zahl und eine Einheit: 90s, 30m" in found.page.text
        assert 'lang="en" dir="auto">Input should be' in found.html  # not ours
        await found.press("preview", wrong)
        assert "{nmae} wird durch nichts ersetzt; es gibt {" in found.page.text


async def test_another_key_or_kind_and_a_key_that_is_taken_are_mistakes(house: House) -> None:
    await house.publish()
    await house.publish("csat", "csat")
    async with editor(house) as found:
        await found.press("preview", found.text.replace("key: nps", "key: csat"))
        assert found.flaws == ["1 key"]
        await found.press("preview", found.text.replace("key: csat", "key: nps"))
        await found.press("preview", found.text.replace("kind: nps", "kind: ces"))
        assert found.flaws == ["2 kind"]
    async with editor(house, "/surveys/new?from=nps-after-purchase", "b@example.com") as found:
        assert found.text.startswith("# Net Promoter Score")
        assert found.flaws == []
        taken = found.text.replace("key: nps-after-purchase", "key: csat")
        await found.press("preview", taken)
        assert [flaw.split()[1] for flaw in found.flaws] == ["key"]
        await found.press("preview", taken.replace("key: csat", "key: brand-new"))
        done = await found.press("publish")
        assert done.headers["location"] == "/surveys/brand-new/edit?published=1"
    assert (await live(house, "brand-new"))["version"] == 1


async def test_what_somebody_else_published_meanwhile_is_told_and_not_overwritten(
    house: House,
) -> None:
    await house.publish()
    async with editor(house) as found:
        await found.press("preview", found.text.replace("How was it?", "Mine?"))
        await house.publish(texts={"en": {"question": "Theirs?"}})
        answer = await found.press("publish")
        assert answer.status_code == 409
        assert "Somebody has published version 2 meanwhile" in found.page.text
        assert "question: Mine?" in found.text
        assert "Theirs?" in found.page.text
        assert (await live(house))["texts"]["en"]["question"] == "Theirs?"
        assert (await found.press("publish")).status_code == 303
    assert (await live(house))["version"] == 3


async def test_only_what_somebody_has_looked_at_is_published(house: House) -> None:
    await house.publish()
    async with editor(house) as found:
        await found.press("preview", found.text.replace("How was it?", "One?"))
        await found.press("publish", found.text.replace("One?", "Two?"))
        assert found.status == 200
        assert "press Publish once more" in found.page.text
        assert (await live(house))["version"] == 1
        assert (await found.press("publish")).status_code == 303
    assert (await live(house))["texts"]["en"]["question"] == "Two?"


async def test_who_may_only_look_can_try_everything_out_and_publish_nothing(house: House) -> None:
    await house.publish()
    async with editor(house, may_publish=False) as found:
        await found.press("preview", found.text.replace("How was it?", "Mine?"))
        assert "To publish, ask" in found.page.text
        assert not found.page.all("button", value="publish")
        assert found.page.all("button", value="simulate")
        refused = await found.press("publish")
        assert refused.status_code == 403
    assert (await live(house))["version"] == 1


async def test_strangers_and_forms_of_other_pages_change_nothing(house: House) -> None:
    await house.publish()
    async with editor(house) as found, stranger(house) as nobody:
        await found.press("preview", found.text.replace("How was it?", "Mine?"))
        for path in ("/surveys", "/surveys/new?from=nps-after-purchase", EDIT):
            away = await nobody.get(path)
            assert (away.status_code, away.headers["location"][:12]) == (303, "/login?next=")
        for do in ("preview", "simulate", "publish"):
            assert (await nobody.post(EDIT, data={"do": do})).status_code == 401
            assert (await found.press(do, csrf="")).status_code == 403
            assert (await found.press(do, csrf="x" * 43)).status_code == 403
            found.browser.headers["Sec-Fetch-Site"] = "cross-site"
            assert (await found.press(do)).status_code == 403
            found.browser.headers["Sec-Fetch-Site"] = "same-origin"
        assert (await live(house))["version"] == 1
        assert (await found.press("publish")).status_code == 303


async def test_it_tells_what_it_would_have_done_and_does_nothing(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    await house.publish(throttle={"days": 30})
    for number in range(3):
        await house.story(await house.buy(number, 1))
        house.clock.forward(days=1)
    await house.mails(1)
    await house.quiet()
    async with editor(house) as found:
        often = re.sub(r"throttle:\n(?:[- ] .*\n)+", "", found.text)
        await found.press("simulate", often)
        rows = dict(re.findall(r'<th scope="row">(.*?)</th>((?:<td>.*?</td>)+)', found.html))
        assert rows["Asked"] == "<td>3</td><td>1</td><td>+2</td>"
        assert rows["Not asked"] == "<td>0</td><td>2</td><td>-2</td>"
        assert found.text == often
        monkeypatch.setattr(simulate, "MOST_EVENTS", 2)
        await found.press("simulate", often)
        assert "there are more than 2 events" in found.page.text
    assert (await live(house))["version"] == 1


async def test_it_shows_each_language_and_the_very_mail_and_page_in_frames_of_their_own(
    house: House,
) -> None:
    texts = {"en": {"question": "How was it?"}, "ar": {"question": "كيف كانت؟"}}
    await house.publish(channels=["email", "sms"], texts=texts)
    async with editor(house) as found:
        mail, page = found.page.all("iframe")
        assert (mail["sandbox"], page["sandbox"]) == ("", "allow-scripts")
        for frame in (mail, page):
            assert Markup(frame["srcdoc"].strip()).elements[0] == (
                "html", {"lang": "en", "dir": "ltr"}
            )  # fmt: skip
        assert "1 segment · GSM alphabet" in found.page.text
        await found.press("preview", language="ar", scheme="dark")
        mail, page = found.page.all("iframe")
        assert Markup(page["srcdoc"].strip()).elements[0][1] == {"lang": "ar", "dir": "rtl"}
        assert found.page.all("article", **{"class": "dark"})
        assert "Unicode, because of" in found.page.text
        assert {one["value"]: "selected" in one for one in found.page.all("option")} == {
            "en": False, "ar": True, "light": False, "dark": True,
        }  # fmt: skip


async def test_nothing_of_a_survey_gets_out_of_its_place_in_the_page(house: House) -> None:
    evil = "</textarea></iframe><script>alert(1)</script>\"'"
    await house.publish(name=evil, brand={"name": "\"'&amp;"}, texts={"en": {"question": evil}})
    async with editor(house) as found:
        scripts = found.page.all("script")
        assert [one.get("defer") for one in scripts] == [""]
        assert evil in found.text
        await found.press("preview", evil + ": [")
        assert found.text == evil + ": ["
        assert len(found.page.all("script")) == 1


async def test_its_policy_lets_styles_in_for_the_frames_and_no_foreign_script(
    house: House,
) -> None:
    await house.publish()
    async with editor(house) as found:
        policy = (await found.browser.get(EDIT)).headers["content-security-policy"]
        strict = (await found.browser.get("/surveys")).headers["content-security-policy"]
    script = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert re.fullmatch(r"script-src 'self' 'sha256-[^']+'", script)
    for rule in ("default-src 'none'", "form-action 'self'", "frame-ancestors 'none'"):
        assert rule in policy
    assert "unsafe" not in strict


ODD = [
    {"version": "\u00b2"},
    {"version": "9" * 30, "do": "publish"},
    {"language": "\x00", "scheme": "pink"},
    {"text": "key: nps\x00"},
    {"text": "x" * 70_000},
    {"text": "{" * 2000},
    {"text": "a: &a {<<: [*a, *a]}"},
    {"text": "!!python/name:os.system ''", "do": "publish"},
    {"do": "\U0001f600"},
]


async def test_what_no_browser_sends_is_shown_or_refused(house: House) -> None:
    await house.publish()
    async with editor(house) as found:
        text = found.text
        for fields in ODD:
            sent = {"do": "preview", "text": text, **fields}
            assert (await found.press(**sent)).status_code in (200, 409, 422), fields
        raw = f"csrf={found.page.all('input', name='csrf')[0]['value']}&text=%ff%fe%00&do"
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = await found.browser.post(EDIT, content=raw, headers=kind)
        assert answer.status_code == 200
    assert (await live(house))["version"] == 1


async def test_a_survey_or_a_sample_that_there_is_not_is_not_found(house: House) -> None:
    async with owner(house) as browser:
        for path in (EDIT, "/surveys/new", "/surveys/new?from=../secrets", "/surveys/a%00b/edit"):
            assert (await browser.get(path)).status_code == 404, path


async def test_it_speaks_the_language_of_the_browser(house: House) -> None:
    await house.publish()
    async with editor(house) as found:
        arabic = {"Accept-Language": "ar"}
        page = Markup((await found.browser.get(EDIT, headers=arabic)).text)
    assert page.elements[0] == ("html", {"lang": "ar", "dir": "rtl"})
    assert "لا أخطاء" in page.text
