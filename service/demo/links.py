"""The links of a message that a person could click."""

import re
from html.parser import HTMLParser

_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
_AFTER_A_URL = ".,;:!?)]'"
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_VOID = frozenset({"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "wbr"})


def visible_links(text: str, html: str) -> list[str]:
    """Every http(s) URL of the text, then of the HTML's links, in order, each once. Links inside
    hidden elements are left out: they are traps for the scanners that open everything."""
    parser = _Links()
    parser.feed(html)
    parser.close()
    in_text = [found.rstrip(_AFTER_A_URL) for found in _URL.findall(text)]
    return list(dict.fromkeys(in_text + parser.links))


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        hidden = self._is_hidden() or _hides(attributes)
        if tag not in _VOID:
            self._open.append((tag, hidden))
        target = attributes.get("href") or ""
        if tag == "a" and not hidden and target.startswith(("http://", "https://")):
            self.links.append(target)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Closes the nearest element of that name and, as browsers do, all that it holds."""
        for index in reversed(range(len(self._open))):
            if self._open[index][0] == tag:
                del self._open[index:]
                return

    def _is_hidden(self) -> bool:
        return bool(self._open) and self._open[-1][1]


def _hides(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))
