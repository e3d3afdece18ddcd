from dataclasses import replace
from datetime import timedelta

import pytest

from service.panels import comments
from surveys.database import Database
from surveys.searching import index
from tests.cast import NOW, answer, customer, invite, publish, survey
from tests.service.panels.views import html, view_on

THEN = NOW - timedelta(days=2)
XSS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</blockquote></li></ol><svg onload=alert(1)>",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "javascript:alert(1)",
    "&lt;script&gt; &#x3c;script&#x3e;",
    "\u202etxt.exe",
]


@pytest.fixture(autouse=True)
async def live(database: Database) -> None:
    await publish(database, survey(throttle=None), THEN)


async def commented(database: Database, text: str, score: int = 9, **overrides: object) -> None:
    [token] = await invite(database, 1, THEN, **overrides)
    await answer(database, token, score, THEN, comment=text)


async def test_it_shows_the_words_the_score_the_segments_and_the_time(database: Database) -> None:
    await commented(database, "One.\nTwo.\n\nThree.", 3, properties={"store": "Jakarta"})
    shown = html(await comments.show(await view_on(database)))

    assert "<p>One.<br>Two.</p><p>Three.</p>" in shown
    assert '<b class="badge bad"><span class="unseen">Score </span>3</b>' in shown
    assert '<span dir="auto">Jakarta</span>' in shown
    assert '<time datetime="2026-10-31T10:00:00+00:00">Oct 31, 2026, 10:00\u202fAM</time>' in shown


async def test_it_never_says_who_wrote_it(database: Database) -> None:
    await commented(database, "Hello.", customer=customer(7, name="Siti Rahma"))
    shown = html(await comments.show(await view_on(database)))

    assert "Hello." in shown
    assert not any(said in shown for said in ("Siti", "Rahma", "customer-7", "@", "+62"))


async def test_it_escapes_whatever_was_typed(database: Database) -> None:
    for text in XSS:
        await commented(database, text, properties={"store": text})
    shown = html(await comments.show(await view_on(database)))

    assert not any(tag in shown for tag in ("<script", "<img", "<svg", "onerror=alert(1)>"))
    assert shown.count("</li>") == len(XSS)
    assert "{{ 7 * 7 }} {% raw %} ${7*7}" in shown


async def test_it_shows_the_newest_first_and_not_all_of_them(database: Database) -> None:
    tokens = await invite(database, comments.MOST + 2, THEN)
    for number, token in enumerate(tokens):
        at = THEN + timedelta(minutes=number)
        await answer(database, token, 9, at, comment=f"Comment {number}.")
    shown = html(await comments.show(await view_on(database)))

    assert shown.count("</li>") == comments.MOST
    assert shown.index(f"Comment {comments.MOST + 1}.") < shown.index("Comment 2.")
    assert "Comment 1." not in shown


async def test_it_says_so_when_nobody_wrote_anything(database: Database) -> None:
    assert "No comments in this time." in html(await comments.show(await view_on(database)))


async def test_it_finds_comments_by_their_words_and_offers_the_way_back(
    database: Database,
) -> None:
    await commented(database, "Cold coffee.", properties={"store": "Bali"})
    await commented(database, "Good coffee.")
    await index(database)
    every = await view_on(database)
    found = replace(every, query={**every.query, "search": "coffee cold"})
    bali = replace(found, question=replace(found.question, where=("store", "Bali")))
    solo = replace(found, question=replace(found.question, where=("store", "Solo")))

    panel = await comments.show(found)
    assert panel.title == "Comments with these words"
    assert "Cold coffee." in html(panel)
    assert "Good coffee." not in html(panel)
    assert '<a href="/?survey=nps-after-purchase#panel">Show all again</a>' in html(panel)
    assert '<input type="hidden" name="survey" value="nps-after-purchase">' in html(panel)
    assert "search=coffee+cold" in panel.rows
    assert "Cold coffee." in html(await comments.show(bali))
    assert "No comments in this time." in html(await comments.show(solo))
    past = replace(found, question=replace(found.question, as_of=NOW))
    assert (await comments.show(past)).title == "Latest comments"
