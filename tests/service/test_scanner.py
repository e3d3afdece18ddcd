"""A mail gateway that opens every link, runs every script and sends every form changes no score."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import httpx
import pytest

from tests.service.house import BROWSER, SETTLE_SECONDS, House

LINK = re.compile(r'(?:href|src)="([^"]+)"|(https?://[^\s"<>]+)')


class Form(HTMLParser):
    """The forms of a page, filled in as a machine would: every field, the first of each choice."""

    def __init__(self, page: str, *, fill_all: bool) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self._fill_all = fill_all
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = found["action"]
        name, kind = found.get("name", ""), found.get("type", "text")
        if tag not in ("input", "textarea") or not name:
            return
        if kind == "radio" and "checked" in found:
            self.fields[name] = found["value"]
        elif kind in ("radio", "checkbox"):
            self.fields.setdefault(name, found["value"])
        elif kind == "hidden":
            self.fields[name] = found["value"]
        elif self._fill_all:
            self.fields[name] = "test"


def links(message: Any) -> Iterator[str]:
    """Every link of a mail, the hidden ones too."""
    found = (one[1] or one[2] for one in LINK.finditer(message.html + message.text))
    yield from dict.fromkeys(one.replace("&amp;", "&") for one in found if "://" in one)


async def scan(house: House, message: Any, *, fill_all: bool, seconds_a_link: float) -> int:
    """Open, run and send all there is; how many forms were sent."""
    sent = 0
    async with httpx.AsyncClient(headers=BROWSER, verify=False) as gateway:
        for link in links(message):
            await gateway.head(link)
            page = await gateway.get(link)
            house.clock.forward(seconds=seconds_a_link)
            form = Form(page.text, fill_all=fill_all)
            if "nonce" in form.fields and (score := re.search(r"/(\d+)$", link)):
                await report(gateway, house, form, int(score[1]))
            if form.action is not None:
                await gateway.post(house.url + form.action, data=form.fields)
                sent += 1
    return sent


async def report(gateway: httpx.AsyncClient, house: House, form: Form, score: int) -> None:
    """What the page's script would tell."""
    body = {"nonce": form.fields["nonce"], "score": score, "visible_ms": 3000, "webdriver": False}
    await gateway.post(f"{house.url}{form.action}/seen", json=body)


@pytest.mark.parametrize("fill_all", [True, False])
@pytest.mark.parametrize("kind", ["nps", "csat", "thumbs"])
async def test_a_scan_of_the_whole_mail_leaves_the_scores_as_they_were(
    house: House, kind: str, fill_all: bool
) -> None:
    await house.publish(kind=kind)
    answered, silent = await house.invited(1), await house.invited(2)
    best = {"nps": 10, "csat": 5, "thumbs": 1}[kind]
    await house.answer(answered, best, comment="A person wrote this")
    house.clock.forward(hours=1)
    before, responses = await house.scores(to="2026-12-01"), await house.responses()
    for person in (1, 2):
        message = await house.mail(person)
        found = list(links(message))
        assert any(link.endswith("/x") for link in found), "the mail has a hidden link"
        assert await scan(house, message, fill_all=fill_all, seconds_a_link=1.5) > 2
    house.clock.forward(seconds=SETTLE_SECONDS + 60)
    house.bell()

    async def settled() -> bool | None:
        return (await house.web.get("/readyz")).json()["waiting"]["clicks"] == 0 or None

    await house.until(settled)
    now = await house.responses()
    assert [(one["score"], one["comment"]) for one in now] == [
        (one["score"], one["comment"]) for one in responses
    ]
    after = await house.scores(to="2026-12-01")
    assert after["series"] == before["series"]
    assert after["total"] == before["total"]
    assert silent != answered
