"""F11: browsers read an address in many ways; only a plain one on an allowed origin is one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.links import allowed

ORIGINS = frozenset({"https://reviews.example", "https://shop.example:8443"})
EVIL = [
    "//evil.example",
    "https:evil.example",
    "https:/reviews.example",
    "https:///reviews.example",
    "\\\\evil.example",
    "https:\\\\reviews.example",
    "https://reviews.example\\@evil.example/",
    "/\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt://reviews.example/%0aalert(1)",
    "data:text/html,hello",
    "https://reviews.example@evil.example/",
    "https://user@reviews.example/",
    "https://user:password@reviews.example/",
    "https://reviews.example:443/",
    "https://reviews.example:8443/",
    "https://reviews.example.evil.example/",
    "https://evilreviews.example/",
    "https://reviews.example./",
    "https://reviews.example?x",
    "https://reviews.example#x",
    "https://reviews.example/\r\nLocation: https://evil.example",
    "https://reviews.example/%\n",
    "https://reviews.example/\t",
    "https://reviews.example/ x",
    " https://reviews.example/",
    "https://reviews.example\n",
    'https://reviews.example/"onclick=',
    "https://reviews.example/'<b>",
    "https://rev\u0131ews.example/",
    "https://reviews.example/\xe9",
    "https://xn--revews-q4a.example/",
    "https://\uff52eviews.example/",
    "https://reviews\u3002example/",
    "https://REVIEWS.example/",
    "HTTPS://reviews.example/",
    "http://reviews.example/",
    "ftp://reviews.example/",
    "https://",
    "https:///",
    "reviews.example",
    "/us",
    "",
]


@pytest.mark.parametrize("address", EVIL, ids=ascii)
def test_whatever_is_not_plain_or_not_allowed_is_none(address: str) -> None:
    assert not allowed(address, ORIGINS)
    assert not allowed(address, frozenset({"https://", "", address}))


@pytest.mark.parametrize(
    "address",
    [
        "https://reviews.example",
        "https://reviews.example/",
        "https://reviews.example/us?stars=5&ref=a%20b#write",
        "https://shop.example:8443/~me/(x)[1]",
    ],
)
def test_a_whole_address_on_an_allowed_origin_is_one(address: str) -> None:
    assert allowed(address, ORIGINS)
    assert not allowed(address, frozenset())


@given(st.text())
def test_nothing_before_or_after_an_origin_makes_it_another(text: str) -> None:
    for address in (text + "https://reviews.example/", f"https://{text}@reviews.example/"):
        assert text == "" or not allowed(address, ORIGINS)
    if allowed(f"https://reviews.example{text}", ORIGINS):
        assert text == "" or text.startswith("/")
