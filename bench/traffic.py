"""What the crowd sends: the bytes of each request, and what the next one needs of the answer.

A visitor is one connection: it yields a request and is sent the body of the answer. The status of
every answer must be the expected one, else the crowd stops and says what it got.
"""

import json
from collections.abc import Callable, Generator, Iterator, Sequence

Visitor = Generator[bytes, bytes, None]
Traffic = Callable[[Iterator[int]], Visitor]  # visitors take their next number from one iterator

NUMBER = b"%07d"
STORES = (b"Jakarta", b"Bandung", b"Surabaya", b"Yogyakarta")


def event_body(run: str, occurred_at: str) -> bytes:
    """A purchase as a shop posts it, with a place for a number of seven digits wherever it has
    one; about 370 bytes."""
    event = {
        "id": f"order-{run}-NUMBER",
        "type": "purchase.completed",
        "occurred_at": occurred_at,
        "customer": {
            "id": "customer-NUMBER",
            "email": "customer-NUMBER@example.com",
            "phone": "+62812NUMBER",
            "name": "Ani Wijaya",
            "locale": "id-ID",
            "timezone": "Asia/Jakarta",
        },
        "properties": {"store": "Jakarta", "product_line": "beans", "amount": "125000"},
    }
    return json.dumps(event).encode().replace(b"NUMBER", NUMBER)


def posts(path: str, body: bytes, key: str = "") -> Traffic:
    """POST `body` over and over, each time with the next number."""
    places = body.count(NUMBER)
    filled = body % ((0,) * places)
    head = _head("POST", path, "application/json", len(filled), key)
    template = head.replace(b"%", b"%%") + body

    def visitor(numbers: Iterator[int]) -> Visitor:
        for number in numbers:
            yield template % ((number,) * places)

    return visitor


def gets_and_posts(path: str, post: Traffic) -> Traffic:
    """A GET, then one POST of `post`: two bare requests for one answer."""
    get = _get(path)

    def visitor(numbers: Iterator[int]) -> Visitor:
        posting = post(numbers)
        for request in posting:
            yield get
            yield request

    return visitor


def answers(tokens: Sequence[str]) -> Traffic:
    """A customer: opens the link of a score, then sends the form that the page holds."""

    def visitor(numbers: Iterator[int]) -> Visitor:
        for number in numbers:
            token, score = tokens[number], number % 11
            page = yield _get(f"/r/{token}/{score}")
            nonce = _between(page, b'name="nonce" value="', b'"')
            form = b"score=%d&comment=It+was+good&nonce=%b" % (score, nonce)
            kind = "application/x-www-form-urlencoded"
            yield _head("POST", f"/r/{token}", kind, len(form)) + form

    return visitor


def _get(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\n{BROWSER}\r\n".encode()


BROWSER = "User-Agent: Mozilla/5.0 (Linux; Android 14)\r\n"


def _head(method: str, path: str, kind: str, length: int, key: str = "") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {kind}"]
    lines += [f"Content-Length: {length}", BROWSER.rstrip()]
    lines += [f"Authorization: Bearer {key}"] if key else []
    return "\r\n".join([*lines, "", ""]).encode()


def _between(text: bytes, before: bytes, after: bytes) -> bytes:
    start = text.index(before) + len(before)
    return text[start : text.index(after, start)]
