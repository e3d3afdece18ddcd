from datetime import UTC, datetime

import pytest

from service.demo.inbox import Inbox, InboxMessage
from service.demo.links import visible_links

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def message(number: int) -> InboxMessage:
    return InboxMessage("sms", f"+{number}", "", "Hi https://fb.acme.com/r/a/9", "", NOON)


def test_the_newest_is_on_top_and_the_oldest_goes() -> None:
    inbox = Inbox(capacity=3)
    for number in range(5):
        inbox.add(message(number))
    assert [one.to for one in inbox.messages()] == ["+4", "+3", "+2"]


def test_it_speaks_json() -> None:
    inbox = Inbox()
    inbox.add(message(1))
    assert inbox.as_json() == [
        {
            "channel": "sms",
            "to": "+1",
            "subject": "",
            "text": "Hi https://fb.acme.com/r/a/9",
            "html": "",
            "links": ["https://fb.acme.com/r/a/9"],
        }
    ]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/r/x1/9.", ["https://a.example/r/x1/9"]),
        ("(https://a.example/u/1), http://b.example?q=1&r=2!", None),
        ("https://a.example/1 https://a.example/1", ["https://a.example/1"]),
        ("قيّمنا:https://a.example/1،شكرا", ["https://a.example/1"]),
        ("mailto:a@b.example ftp://b.example", []),
    ],
)
def test_it_finds_the_links_of_the_text(text: str, links: list[str] | None) -> None:
    both = ["https://a.example/u/1", "http://b.example?q=1&r=2"]
    assert visible_links(text, "") == (both if links is None else links)


def test_it_finds_the_links_of_the_html_after_those_of_the_text() -> None:
    html = (
        '<a href="https://a.example/2?x=1&amp;y=2">2</a><br><A HREF=https://a.example/1>1</A>'
        '<link href="https://a.example/style.css"><a href="mailto:a@b.example">m</a><a>none</a>'
    )
    links = ["https://a.example/1", "https://a.example/2?x=1&y=2"]
    assert visible_links("https://a.example/1", html) == links


@pytest.mark.parametrize(
    "trap",
    [
        '<a style="display:none" href="https://a.example/r/t/x">x</a>',
        '<div style="color:red; DISPLAY : none !important"><p><br><a href="{}">x</a></p></div>',
        '<div hidden><img src="i"><a href="{}">x</a></div>',
        '<table style="display:none"><tr><td><a href="{}">x</a></table>',
        '<span style="visibility:hidden"><a href="{}">x</a></span>',
    ],
)
def test_it_does_not_list_what_a_person_cannot_see(trap: str) -> None:
    html = trap.format("https://a.example/r/t/x") + '<p><a href="https://a.example/r/t/9">9</a></p>'
    assert visible_links("", html) == ["https://a.example/r/t/9"]
